import { known } from '../model/text.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import type { FoundDeployment } from './found.ts';
import { entryOf, type Image, isDockerfile, packageEntry, readImage } from './images.ts';
import { ancestors, folderOf, isForeign, isTest, joinPath } from './paths.ts';
import { languageOf } from './program.ts';

/** Where the code of a service lies and what it starts with. */
export interface ServiceCode {
  readonly roots: readonly string[];
  readonly entry: string | null;
  readonly imageNames: readonly string[];
}

const NO_CODE: ServiceCode = { roots: [], entry: null, imageNames: [] };

/** What is known of a tree's images and folders, read once. */
export interface CodeIndex {
  readonly tree: SourceTree;
  readonly images: readonly Image[];
  readonly folders: readonly string[];
  text(path: string): string | null;
}

export function indexCode(tree: SourceTree, loaded: ReadonlySet<string>): CodeIndex {
  const text = (path: string): string | null => {
    const file = loaded.has(path) ? tree.text(path) : null;
    return file?.ok ? file.text : null;
  };
  const images = [...loaded]
    .filter((path) => isDockerfile(path) && !isForeign(path))
    .flatMap((path) => {
      const content = text(path);
      return content === null ? [] : [readImage(path, content)];
    });
  const folders = new Set<string>();
  for (const path of tree.files.keys()) {
    if (isTest(path) || isForeign(path) || !languageOf(path)) continue;
    for (const folder of ancestors(folderOf(path))) if (folder.split('/').length <= 4) folders.add(folder);
  }
  return { tree, images, folders: [...folders].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)), text };
}

function depth(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/**
 * Finds a service's code: by what its deployments say (a folder or a Dockerfile beside its name, `--source`), by an image that is called
 * like it, by a folder that is called like it; a tree with one service and code at the root is that service.
 */
export function codeOf(
  index: CodeIndex,
  id: string,
  aliases: readonly string[],
  hints: readonly string[],
  deployments: readonly FoundDeployment[],
  alone: boolean,
): ServiceCode {
  const images = imagesOf(index, id, aliases, hints);
  const said = [...hints.filter((hint) => index.folders.includes(hint)), ...sourcesOf(index, deployments)];
  const named = folderCalled(index, [id, ...aliases]);
  const whole = alone && said.length === 0 && named === null ? rootFolder(index) : [];
  const roots = unique([
    ...said,
    ...(said.length === 0 && named !== null ? [named] : []),
    ...(said.length === 0 && named === null ? imageFolders(index, images) : []),
    ...whole,
  ]);
  if (roots.length === 0 && images.length === 0) return NO_CODE;
  const entry = findEntry(index, images, roots);
  const found = roots.length > 0 ? roots : entry === null ? [] : [folderOf(entry)];
  return { roots: found, entry, imageNames: unique(images.flatMap((image) => image.names)) };
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

function imagesOf(
  index: CodeIndex,
  id: string,
  aliases: readonly string[],
  hints: readonly string[],
): readonly Image[] {
  const said = index.images.filter((image) => hints.includes(image.path));
  if (said.length > 0) return said;
  const inside = index.images.filter((image) => hints.some((hint) => hint !== '' && folderOf(image.path) === hint));
  if (inside.length > 0) return inside;
  return index.images.filter((image) =>
    [id, ...aliases].some(
      (name) => isCalled(imageName(image.path), name) || isCalled(folderOf(image.path).split('/').at(-1) ?? '', name),
    ),
  );
}

/** `Dockerfile.auth`, `auth.Dockerfile`, `auth.gcp.Dockerfile` → auth. */
function imageName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/^(Dockerfile|Containerfile)[.-]?|\.?dockerfile$/gi, '').split('.')[0] ?? '';
}

function sourcesOf(index: CodeIndex, deployments: readonly FoundDeployment[]): readonly string[] {
  return deployments.flatMap(({ fact, entry }) => {
    const source = fact.source && known(fact.source);
    if (source === null || source === undefined) return [];
    const near = fact.carrier === 'github-actions' ? '' : '';
    const path = joinPath(near, source) ?? joinPath(folderOf(entry), source);
    return path !== null && index.folders.includes(path) ? [path] : [];
  });
}

/** Words that say what kind of thing a folder is and not which one. */
const KIND = /^(service|services|svc|server|app|application|api|run|cloud|the)$/;

function tokens(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((token) => token !== '');
}

/** Whether a folder or image is called like a service: the same words, the kind of thing left out; a prefix of the organisation may be there. */
function isCalled(folder: string, name: string): boolean {
  const own = tokens(folder);
  const wanted = tokens(name);
  if (own.length === 0 || wanted.length === 0) return false;
  if (own.join('-') === wanted.join('-')) return true;
  const plain = (words: readonly string[]): string => words.filter((word) => !KIND.test(word)).join('-');
  const a = plain(own);
  const b = plain(wanted);
  return a !== '' && a === b;
}

function folderCalled(index: CodeIndex, names: readonly string[]): string | null {
  for (const name of names)
    for (const folder of index.folders)
      if (folder !== '' && isCalled(folder.split('/').at(-1) ?? '', name)) return folder;
  return suffixFolder(index, names);
}

/** `acme-auth-staging` is deployed from `auth`: one folder's words stand together in the name. */
function suffixFolder(index: CodeIndex, names: readonly string[]): string | null {
  const found = names.flatMap((name) => {
    const wanted = `-${tokens(name)
      .filter((token) => !KIND.test(token))
      .join('-')}-`;
    return index.folders.filter((folder) => {
      const own = tokens(folder.split('/').at(-1) ?? '')
        .filter((token) => !KIND.test(token))
        .join('-');
      return own !== '' && folder !== '' && depth(folder) <= 3 && wanted.includes(`-${own}-`);
    });
  });
  const shortest = found.sort((a, b) => depth(a) - depth(b))[0];
  return shortest !== undefined && found.every((folder) => folder === shortest || folder.startsWith(`${shortest}/`))
    ? shortest
    : null;
}

function imageFolders(index: CodeIndex, images: readonly Image[]): readonly string[] {
  return images.flatMap((image) => {
    const copied = image.copies
      .map((source) => joinPath('', source.replace(/\/\.?$/, '')))
      .filter((path): path is string => path !== null && path !== '' && index.folders.includes(path));
    if (copied.length > 0) return copied.filter((folder) => !/(^|\/)(shared|common|libs?)$/.test(folder));
    const own = folderOf(image.path);
    return index.folders.includes(own) ? [own] : [];
  });
}

function rootFolder(index: CodeIndex): readonly string[] {
  return index.folders.includes('') ? [''] : [];
}

/** Names of files with which a service usually starts. */
const USUAL = [
  'main.py',
  'app.py',
  'server.py',
  'wsgi.py',
  'asgi.py',
  'manage.py',
  'app/main.py',
  'src/main.py',
  'src/index.ts',
  'src/main.ts',
  'src/server.ts',
  'src/app.ts',
  'index.ts',
  'server.ts',
  'main.ts',
  'index.js',
  'server.js',
  'app.js',
  'main.js',
  'src/index.js',
  'src/server.js',
  'index.mjs',
  'server.mjs',
  'main.mjs',
];

function findEntry(index: CodeIndex, images: readonly Image[], roots: readonly string[]): string | null {
  const { tree } = index;
  for (const image of images) {
    const found = entryOf(tree, image.command, unique([...roots, folderOf(image.path), '']));
    if (found) return found;
  }
  for (const root of roots) {
    const manifest = index.text(root === '' ? 'package.json' : `${root}/package.json`);
    const stated = manifest === null ? null : packageEntry(tree, root, manifest);
    if (stated) return stated;
    for (const name of USUAL) {
      const path = root === '' ? name : `${root}/${name}`;
      if (tree.files.has(path)) return path;
    }
  }
  return null;
}
