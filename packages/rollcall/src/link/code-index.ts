import type { SourceTree } from '../workspace/source-tree.ts';
import type { Build } from './builds.ts';
import { type Image, isDockerfile, readImage } from './images.ts';
import { ancestors, folderOf, isForeign, isTest } from './paths.ts';
import { perText } from './per-text.ts';
import { languageOf } from './program.ts';
import { APP_MANIFESTS } from './whole-apps.ts';

/** What is known of a tree's images and folders, read once. */
export interface CodeIndex {
  readonly tree: SourceTree;
  readonly images: readonly Image[];
  readonly folders: readonly string[];
  readonly builds: readonly Build[];
  text(path: string): string | null;
}

const imageIn = perText(readImage);

/** Reads the tree's images and looks where its code lies. */
export function indexCode(tree: SourceTree, loaded: ReadonlySet<string>, builds: readonly Build[]): CodeIndex {
  const text = (path: string): string | null => {
    const file = loaded.has(path) ? tree.text(path) : null;
    return file?.ok ? file.text : null;
  };
  const images = [...loaded]
    .filter((path) => isDockerfile(path) && !isForeign(path))
    .flatMap((path) => imageIn(path, tree.text(path)) ?? []);
  const folders = new Set<string>();
  for (const path of tree.files.keys()) {
    if (isTest(path) || isForeign(path) || !languageOf(path)) continue;
    for (const folder of ancestors(folderOf(path))) if (folder.split('/').length <= 4) folders.add(folder);
  }
  return { tree, images, builds, folders: [...folders].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)), text };
}

export function depth(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/** What tells that a folder is a piece of software of its own. */
const MANIFESTS = [
  'Dockerfile',
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'setup.py',
  'Pipfile',
  'go.mod',
  ...APP_MANIFESTS,
];
const STARTS = [
  'main.py',
  'app.py',
  'server.py',
  'wsgi.py',
  'manage.py',
  'app/main.py',
  'src/main.py',
  'main.ts',
  'main.js',
  'server.ts',
  'server.js',
  'main.go',
];

/** Whether a folder is a piece of software of its own. */
export function isUnit(tree: SourceTree, folder: string): boolean {
  const has = (name: string): boolean => tree.files.has(folder === '' ? name : `${folder}/${name}`);
  return MANIFESTS.some(has) || STARTS.some(has);
}

/** The images that a folder makes; none where it is not known which of them. */
export function imagesIn(index: CodeIndex, folder: string): readonly Image[] {
  const own = index.images.filter((image) => folderOf(image.path) === folder);
  const plain = own.filter((image) => /(^|\/)(Dockerfile|Containerfile)$/.test(image.path));
  return plain.length > 0 ? plain : own.length === 1 ? own : [];
}
