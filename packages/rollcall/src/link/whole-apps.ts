import type { LanguageId } from '../program/program.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { folderOf, isForeign, isTest, joinPath } from './paths.ts';
import { languageOf } from './program.ts';
import { codeBelow } from './reach.ts';

interface Files {
  readonly tree: SourceTree;
  text(path: string): string | null;
}

/** What tells that a folder is a Ruby or a JVM program of its own. */
export const APP_MANIFESTS = ['Gemfile', 'config.ru', 'pom.xml', 'build.gradle', 'build.gradle.kts'];

/** Languages whose frameworks load all that lies in the app; nothing that is imported leads to it. */
const FAMILIES: Partial<Record<LanguageId, readonly LanguageId[]>> = {
  ruby: ['ruby'],
  java: ['java', 'kotlin', 'application-config'],
  kotlin: ['java', 'kotlin', 'application-config'],
};

/** What lies beside the code of a Ruby or JVM app and does not run with it. */
const BESIDE =
  /(^|\/)(db\/(migrate|seeds)|lib\/(tasks|generators|templates)|src\/(integration|functional|test\w+)|bin|features|config\/deploy)\/|(^|\/)(db\/seeds|config\/(deploy|schedule|spring))\.rb$/;

/** What the files of one app are. */
export interface WholeApp {
  readonly folder: string;
  /** All of its code. */
  readonly files: readonly string[];
}

/** All code of the app that starts with this file; null where imports lead from the file to its code. */
export function wholeApp(loaded: ReadonlySet<string>, entry: string): WholeApp | null {
  const family = FAMILIES[languageOf(entry)?.id ?? 'python'];
  if (!family) return null;
  const folder = folderOfApp(entry);
  const files = codeBelow(loaded, [folder]).filter((path) => {
    const own = languageOf(path)?.id;
    return own !== undefined && family.includes(own) && !BESIDE.test(path.slice(folder === '' ? 0 : folder.length + 1));
  });
  return { folder, files };
}

function folderOfApp(entry: string): string {
  const module = /^(?:(.*)\/)?src\/main\//.exec(entry);
  if (module) return module[1] ?? '';
  const folder = folderOf(entry);
  return folder.replace(/(^|\/)(config|bin|exe|lib)$/, '');
}

const RUBY_ENTRIES = ['config/application.rb', 'config.ru'];

/** The file that stands for a folder's app: Rails' configuration, a rackup file, the class with `main`. */
export function appIn(files: Files, folder: string): string | null {
  const has = (name: string): string | null => {
    const path = joinPath(folder, name);
    return path !== null && files.tree.files.has(path) ? path : null;
  };
  for (const name of RUBY_ENTRIES) {
    const path = has(name);
    if (path) return path;
  }
  const built = ['pom.xml', 'build.gradle', 'build.gradle.kts'].some((name) => has(name) !== null);
  return built ? mainOf(files, folder) : null;
}

const MAIN =
  /@SpringBootApplication|SpringApplication\.run|static\s+(final\s+)?void\s+main\s*\(|\bfun\s+main\s*\(|@QuarkusMain/;

/** The only module below a folder that has a `main`; null where there are several, or none. */
function mainOf(files: Files, folder: string): string | null {
  const mains = new Map<string, string>();
  for (const path of [...files.tree.files.keys()].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))) {
    if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
    if (!FAMILIES[languageOf(path)?.id ?? 'python']?.includes('application-config')) continue;
    if (isTest(path) || isForeign(path) || !/(^|\/)src\/main\//.test(path) || !/\.(java|kt)$/.test(path)) continue;
    const module = folderOfApp(path);
    if (!mains.has(module) && MAIN.test(files.text(path) ?? '')) mains.set(module, path);
  }
  return mains.get(folder) ?? (mains.size === 1 ? ([...mains.values()][0] ?? null) : null);
}

function depth(path: string): number {
  return path.split('/').length;
}

const RUBY_RUNNERS =
  /^(?:.*\/)?(rails|puma|rackup|unicorn|thin|falcon|passenger|sidekiq|thrust|rake|good_job|resque|shoryuken|karafka|clockwork)$/;

/** The app that the words of a command start. */
export function appStartedBy(files: Files, words: readonly string[], folders: readonly string[]): string | null {
  const ruby = words.find((word) => /\.(rb|ru)$/.test(word) && !/^config\//.test(word));
  for (const folder of folders) {
    const path =
      ruby === undefined ? null : joinPath(folder, ruby.replace(/^(\/app\/|\/usr\/src\/app\/|\/rails\/|\/)/, ''));
    if (path !== null && files.tree.files.has(path)) return path;
  }
  const served = words.some((word) => RUBY_RUNNERS.test(word));
  const jvm = words.some((word) => /^(?:.*\/)?java$|\.jar$/.test(word));
  if (!served && !jvm) return null;
  for (const folder of folders) {
    const found = appIn(files, folder);
    if (found) return found;
  }
  return null;
}
