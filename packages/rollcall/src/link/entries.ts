import { posix } from 'node:path';
import type { StatedStart } from '../model/deployment.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import {
  commandLines,
  NOTHING_COPIED,
  type Places,
  packageFolders,
  packageScript,
  scriptLines,
  shellScriptsIn,
  splitWords,
} from './command-lines.ts';
import { goBuildEntry, usualGoEntry } from './go-entries.ts';
import { sourcesOf } from './image-layout.ts';
import type { Image } from './images.ts';
import { loadedByName } from './loaded-by-name.ts';
import { ancestors, folderOf, joinPath } from './paths.ts';
import { appIn, appStartedBy } from './whole-apps.ts';

/** The files of a tree and their texts. */
interface Files {
  readonly tree: SourceTree;
  text(path: string): string | null;
}

/** Names of files with which a service usually starts. */
const USUAL =
  `main.py app.py server.py wsgi.py asgi.py manage.py app/main.py src/main.py src/index.ts src/main.ts src/server.ts src/app.ts
  index.ts server.ts main.ts index.js server.js app.js main.js src/index.js src/main.js src/server.js src/app.js index.mjs server.mjs
  main.mjs app.mjs src/index.mjs src/server.mjs app.rb main.rb server.rb`.split(/\s+/);

const DEEPEST = 4;

/** One program that a service runs. */
export interface ServiceProgram {
  readonly entry: string;
  /** What its command runs, line by line; empty where the entry was found without one. */
  readonly lines: readonly (readonly string[])[];
  /** Files that it loads by names in its command. */
  readonly loads: readonly string[];
  /** The function that alone is called, beside what runs when its code is loaded. */
  readonly entryPoint?: string;
}

/** What a service starts. */
export interface Started {
  /** The likeliest first. */
  readonly programs: readonly ServiceProgram[];
  /** Shell scripts that run before. */
  readonly scripts: readonly string[];
}

/**
 * What a service starts: what each of its deployments says, else what its image runs, what its package's start script runs, or a usual
 * name.
 * @param starts of each deployment; null: it leaves it to the image
 */
export function findStarted(
  files: Files,
  images: readonly Image[],
  roots: readonly string[],
  starts: readonly (StatedStart | null)[],
): Started {
  const commands = starts
    .filter((start) => start !== null)
    .flatMap((start) => (images.length > 0 ? images : [null]).map((image) => commandOf(files, start, image, roots)));
  const stated = commands.flatMap((command) => programOf(files, command) ?? []);
  const leavesIt = starts.length === 0 || starts.includes(null) || stated.length === 0;
  const own = leavesIt ? images.map((image) => commandOf(files, NOTHING_STATED, image, roots)) : [];
  const [ofImage] = own.flatMap((command) => programOf(files, command) ?? []);
  const found = [...stated, ...(ofImage ? [ofImage] : [])];
  const setUp = images.length > 0 && images.every(({ ofOthers, served }) => ofOthers && !served);
  const usual = found.length > 0 || setUp ? null : usualEntry(files, images, roots);
  const programs = usual === null ? found : [{ entry: usual, lines: [], loads: [] }];
  const ran = [...commands, ...own];
  return { programs: uniquePrograms(programs), scripts: [...new Set(ran.flatMap((command) => command.scripts))] };
}

const NOTHING_STATED: StatedStart = { command: null, args: null };

/** A command, where what it names lies, and what it runs. */
interface StartCommand {
  readonly words: readonly string[];
  readonly places: Places;
  readonly image: Image | null;
  readonly lines: readonly (readonly string[])[];
  readonly scripts: readonly string[];
}

function commandOf(files: Files, start: StatedStart, image: Image | null, roots: readonly string[]): StartCommand {
  const places = image ? placesOf(files, image, roots) : { ...NOTHING_COPIED, folders: [...new Set([...roots, ''])] };
  const words = start === NOTHING_STATED && image ? image.command : wordsOf(start, image);
  return { words, places, image, ...commandLines(files, words, places) };
}

function programOf(files: Files, { words, places, image, lines }: StartCommand): ServiceProgram | null {
  const started = words.find((word) => !word.startsWith('-')) ?? '';
  const loads = loadedByName(files, lines, places.folders);
  const entry =
    startedBy(files, words, places, 0) ??
    (image ? goBuildEntry(files, image.goBuilds, started, places.folders) : null) ??
    loads[0];
  return entry === undefined ? null : { entry, lines, loads };
}

function usualEntry(files: Files, images: readonly Image[], roots: readonly string[]): string | null {
  for (const root of [...new Set([...roots, ...images.map((image) => folderOf(image.path))])]) {
    const app = appIn(files, root);
    if (app) return app;
    const stated = packageEntry(files, root, 'start', 0);
    if (stated) return stated;
    const usual = USUAL.map((name) => joinPath(root, name)).find((path) => path !== null && files.tree.files.has(path));
    if (usual) return usual;
    const program = usualGoEntry(files, root);
    if (program) return program;
  }
  return null;
}

function uniquePrograms(programs: readonly ServiceProgram[]): readonly ServiceProgram[] {
  return [...new Map(programs.map((program) => [JSON.stringify(program), program])).values()];
}

function placesOf(files: Files, image: Image, roots: readonly string[]): Places {
  const folders = [...new Set([...roots, folderOf(image.path), ...workFolders(files, image), ''])];
  return { folders, workdir: image.workdir, copies: image.copies, contexts: ancestors(folderOf(image.path)) };
}

/** Where a file that a command names may lie in the tree: what the image was made of comes first. */
function pathsOf(path: string, { workdir, copies, contexts, folders }: Places): readonly string[] {
  const sources = sourcesOf(copies, posix.resolve(workdir, path));
  const within = (bases: readonly string[], names: readonly string[]): readonly string[] =>
    names.flatMap((name) => bases.flatMap((base) => joinPath(base, name) ?? []));
  return [...within(contexts, sources), ...within(folders, [...sources, path])];
}

/** A command replaces all that the image says, arguments alone what stands behind its entry point. */
function wordsOf({ command, args }: StatedStart, image: Image | null): readonly string[] {
  return [...(command ?? image?.entrypoint ?? []), ...(args ?? [])];
}

/** `/app/backend` may be `backend` of the tree. */
function workFolders({ tree }: Files, image: Image): readonly string[] {
  const parts = image.workdir.split('/').filter((part) => part !== '');
  return parts.map((_, i) => parts.slice(i).join('/')).filter((folder) => tree.isFolder(folder));
}

/** What a command starts: a module, a file, a package's script, or what a shell script ends with. */
function startedBy(files: Files, command: readonly string[], places: Places, deep: number): string | null {
  const words = splitWords(command);
  const { folders } = places;
  const app = appStartedBy(files, words, folders);
  if (app) return app;
  const script = packageScript(words);
  if (script !== null)
    for (const folder of packageFolders(files, script, folders)) {
      const found = packageEntry(files, folder, script.name, deep + 1);
      if (found) return found;
    }
  return entryOf(files.tree, words, places) ?? (deep < DEEPEST ? shellEntry(files, words, places, deep) : null);
}

/** The last line of a shell script of the tree that starts something. */
function shellEntry(files: Files, words: readonly string[], places: Places, deep: number): string | null {
  const [script] = shellScriptsIn(files, words, places);
  const text = script === undefined ? null : files.text(script);
  if (text === null) return null;
  const lines = scriptLines(text).filter((line) =>
    /\b(exec|java|rails|puma|rackup|ruby|uvicorn|gunicorn|hypercorn|node|python3?|npm|yarn|pnpm|bun|tsx)\b/.test(line),
  );
  for (const line of lines.sort(
    (a, b) => Number(/\bexec\b/.test(b)) - Number(/\bexec\b/.test(a)) || lines.indexOf(b) - lines.indexOf(a),
  )) {
    const found = startedBy(files, [line], places, deep + 1);
    if (found) return found;
  }
  return null;
}

/** Options whose value is a file that is loaded before, or a setting, and not what is started. */
const BESIDE =
  /^(-r|--require|--import|--loader|--experimental-loader|--env-file|-e|-c|--config|-k|--worker-class|--project|-P|--log-config)$/;
const SERVERS =
  /^(uvicorn|gunicorn|hypercorn|flask|pytest|http\.server|granian|daphne|fastapi|streamlit|celery|coverage|debugpy)$/;

/** The file that words of a command name, looked for from the given folders; null where it is not found. */
function entryOf(tree: SourceTree, words: readonly string[], places: Places): string | null {
  const candidates: string[] = appModules(words).flatMap(moduleFiles);
  for (const [i, word] of words.entries()) {
    const next = words[i + 1] ?? '';
    if (i > 0 && BESIDE.test(words[i - 1] ?? '')) continue;
    if (word === '-m' && next !== '' && !SERVERS.test(next)) candidates.push(...moduleFiles(next));
    else if (/^[A-Za-z_][\w.]*:\w+(\(\))?$/.test(word)) candidates.push(...moduleFiles(word.split(':')[0] ?? ''));
    else if (/\.(py|[cm]?[jt]sx?)$/.test(word) && !word.startsWith('-')) candidates.push(...scriptFiles(word));
    else if (
      /^(node|nodemon|ts-node|tsx|bun)$/.test(words[i - 1] ?? '') &&
      /^[\w./-]+$/.test(word) &&
      !word.startsWith('-')
    )
      candidates.push(
        ...scriptFiles(`${word.replace(/\/$/, '')}.js`),
        ...scriptFiles(`${word.replace(/\/$/, '')}/index.js`),
      );
  }
  return candidates.flatMap((one) => pathsOf(one, places)).find((path) => tree.files.has(path)) ?? null;
}

/**
 * Modules that a server is told without saying what of them: `celery -A shop`, `flask --app shop`, `gunicorn shop.wsgi`.
 * https://docs.celeryq.dev/en/stable/reference/celery.bin.celery.html https://flask.palletsprojects.com/en/stable/cli/
 */
function appModules(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => APP_RUNNERS.test(word));
  if (at < 0) return [];
  const rest = words.slice(at + 1);
  const option = rest.findIndex((word) => /^(-A|--app)(=|$)/.test(word));
  const given = rest[option]?.includes('=') ? rest[option]?.split('=')[1] : rest[option + 1];
  const module = (option < 0 ? (bareModule(words, at) ?? '') : (given ?? '')).split(':')[0] ?? '';
  if (!/^[A-Za-z_][\w.]*$/.test(module)) return [];
  if (!/celery$/.test(words[at] ?? '')) return [module];
  // The last part may be a name in the module.
  return [`${module}.celery`, `${module}.celery_app`, module, module.replace(/\.\w+$/, '')];
}

const APP_RUNNERS = /^(?:.*\/)?(celery|flask|gunicorn|uvicorn|hypercorn|daphne|granian)$/;

/** A module with a dot in it that is no option's value, as Django's `shop.wsgi` is. */
function bareModule(words: readonly string[], at: number): string | undefined {
  return words.find(
    (word, i) => i > at && /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(word) && !/^-/.test(words[i - 1] ?? ''),
  );
}

function moduleFiles(module: string): readonly string[] {
  const base = module.replaceAll('.', '/');
  return [
    `${base}.py`,
    `${base}/__main__.py`,
    `${base}/__init__.py`,
    `src/${base}.py`,
    `src/${base}/__main__.py`,
    `src/${base}/__init__.py`,
  ];
}

/** What a build puts into `dist` lies in `src` before. */
function scriptFiles(word: string): readonly string[] {
  const plain = word.replace(/^(\.\/|\/app\/|\/usr\/src\/app\/|\/workspace\/|\/)/, '');
  const sources = sourcesOfBuilt(plain).flatMap((source) => [source, asTyped(source)]);
  const made = /(^|\/)(dist|build|out)\//.test(plain);
  const written = word.startsWith('/') ? [word, plain, asTyped(plain)] : [plain, asTyped(plain)];
  return made ? [...sources, ...written] : [...written, ...sources];
}

/**
 * Where the source of a built file may lie: beside the folder that it is put into (`api/dist/x.js`: `api/src/x.js`), or from the root
 * as it lies in that folder (`api/dist/api/src/x.js`, `dist/apps/api/x.js`), where the compiler or the workspace's builder keeps the
 * folders. https://www.typescriptlang.org/tsconfig/#rootDir
 */
function sourcesOfBuilt(path: string): readonly string[] {
  const [, before = '', , inside = path] = /^(.*?\/)??(dist|build|lib|out)\/(.+)$/.exec(path) ?? [];
  const at = inside.lastIndexOf('/') + 1;
  const beside = [`${before}src/${inside}`, `${before}${inside}`];
  return at === 0 ? beside : [...beside, inside, `${inside.slice(0, at)}src/${inside.slice(at)}`];
}

function asTyped(path: string): string {
  return path.replace(/\.([cm]?)js$/, '.$1ts');
}

/** The entry that a package.json states: the file that a script of it starts, or `main`. */
function packageEntry(files: Files, folder: string, script: string, deep: number): string | null {
  const text = files.text(folder === '' ? 'package.json' : `${folder}/package.json`);
  if (text === null || deep > DEEPEST) return null;
  let line = '';
  let main = '';
  try {
    const parsed: { scripts?: Record<string, unknown>; main?: unknown } = JSON.parse(text);
    const scripts = parsed.scripts ?? {};
    line = Object.hasOwn(scripts, script) ? String(scripts[script]) : '';
    main = String(parsed.main ?? '');
  } catch {
    return null;
  }
  const started = line === '' ? null : startedBy(files, [line], inFolder(folder), deep + 1);
  return started ?? entryOf(files.tree, [main], inFolder(folder));
}

function inFolder(folder: string): Places {
  return { ...NOTHING_COPIED, folders: [folder] };
}
