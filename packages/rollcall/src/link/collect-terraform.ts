import {
  extractTerraform,
  loadHclGrammar,
  type ModuleFiles,
  type ParsedFile,
  parseHcl,
  parseTerraformJson,
  relativeCalls,
  unreadResources,
} from '../formats/terraform/index.ts';
import type { Range } from '../model/span.ts';
import type { Gap } from '../model/unresolved.ts';
import type { FileText } from '../workspace/file-text.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import type { HostFacts } from './collect.ts';
import type { TreeGround } from './ground.ts';
import { digest, type Memory } from './memory.ts';
import { perText } from './per-text.ts';
import { isTerraform, TerraformFolders } from './terraform-folders.ts';

/** Loads the parser where there is something to parse. */
export async function loadTerraform(paths: readonly string[]): Promise<void> {
  if (paths.some(isTerraform)) await loadHclGrammar();
}

const parsedIn = perText(
  (path, text): ParsedFile => (path.endsWith('.json') ? parseTerraformJson(path, text) : parseHcl(path, text)),
);

/** Where a file of Terraform does not parse; null: it does, or is none. */
export function brokenTerraform(path: string, file: FileText): Range | null {
  return isTerraform(path) ? (parsedIn(path, file)?.broken[0] ?? null) : null;
}

/** Resources that deploy and are not read, whoever calls their module. */
export function unreadTerraform(tree: SourceTree, loaded: ReadonlySet<string>): readonly Gap[] {
  const files = [...loaded].filter(isTerraform).sort();
  return files.flatMap((path) => parsedIn(path, tree.text(path)) ?? []).flatMap(unreadResources);
}

/** What the modules of a tree deploy: each that no other one calls, as it is when Terraform is started in its folder. */
export function collectTerraform(
  tree: SourceTree,
  loaded: ReadonlySet<string>,
  memory: Memory<HostFacts>,
  ground: TreeGround,
): readonly HostFacts[] {
  const folders = new TerraformFolders(loaded);
  if (folders.folders.length === 0) return [];
  const modules = new ParsedModules(tree, loaded, folders);
  const layout = digest(folders.paths.join('\n'));
  const collect = (folder: string): HostFacts => {
    const key = `terraform ${layout} ${folder}`;
    const known = memory.recall(key, ground);
    if (known) return known;
    const asked = new Map<string, string>();
    const facts = collectFolder(
      modules.listening((path) => asked.set(`text ${path}`, ground.answer(`text ${path}`))),
      folder,
    );
    memory.keep(key, ground.groundsOf([], asked), facts);
    return facts;
  };
  const called = calledFolders(modules, folders);
  const started = folders.folders.filter((folder) => !called.has(folder));
  const all = started.map(collect);
  const reached = new Set([...started, ...all.flatMap((facts) => facts.reached)]);
  // Modules that only call each other are started by nobody; each is read as if it were.
  for (const folder of folders.folders) {
    if (reached.has(folder)) continue;
    const facts = collect(folder);
    for (const other of [folder, ...facts.reached]) reached.add(other);
    all.push(facts);
  }
  return all;
}

/** Folders that some module of the tree calls by a relative path. */
function calledFolders(modules: ModuleFiles, { folders }: TerraformFolders): ReadonlySet<string> {
  return new Set(folders.flatMap((folder) => relativeCalls(modules, folder).filter((other) => other !== folder)));
}

function collectFolder(modules: ModuleFiles, folder: string): HostFacts {
  const { deployments, gaps, called } = extractTerraform(modules, folder);
  return {
    deployments: deployments.map(({ fact, entry }) => ({ fact, command: null, entry })),
    gaps,
    builds: [],
    reached: [...called],
    touched: new Set(),
  };
}

/** The modules of a tree, each file parsed once for as long as its text is held. */
class ParsedModules implements ModuleFiles {
  private readonly known = new Map<string, readonly ParsedFile[]>();
  private readonly tree: SourceTree;
  private readonly loaded: ReadonlySet<string>;
  private readonly folders: TerraformFolders;

  constructor(tree: SourceTree, loaded: ReadonlySet<string>, folders: TerraformFolders) {
    this.tree = tree;
    this.loaded = loaded;
    this.folders = folders;
  }

  files(folder: string): readonly ParsedFile[] {
    let found = this.known.get(folder);
    if (!found) {
      found = this.folders.files(folder).flatMap((path) => this.parsed(path) ?? []);
      this.known.set(folder, found);
    }
    return found;
  }

  values(folder: string) {
    return this.folders.values(folder).flatMap(({ path, automatic }) => {
      const file = this.parsed(path);
      return file ? [{ file, automatic }] : [];
    });
  }

  text(path: string): string | null {
    const file = this.loaded.has(path) ? this.tree.text(path) : null;
    return file?.ok ? file.text : null;
  }

  /** The same, telling of every file that is asked for. */
  listening(tell: (path: string) => void): ModuleFiles {
    return {
      files: (folder) => {
        for (const path of this.folders.files(folder)) tell(path);
        return this.files(folder);
      },
      values: (folder) => {
        for (const { path } of this.folders.values(folder)) tell(path);
        return this.values(folder);
      },
      text: (path) => {
        tell(path);
        return this.text(path);
      },
    };
  }

  private parsed(path: string): ParsedFile | null {
    return this.loaded.has(path) ? parsedIn(path, this.tree.text(path)) : null;
  }
}
