import { existsSync } from 'node:fs';
import type { FileText } from '../workspace/file-text.ts';
import {
  hasFolder,
  listFolders,
  type SourceTree,
  sortFiles,
  TEXT_LIMIT,
  type TreeFile,
} from '../workspace/source-tree.ts';
import { pathBelow } from './paths.ts';

/** A text that is open in an editor. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/**
 * A disk tree with the texts of open documents in the place of what is saved. A document that is not on disk yet is a file of the tree too; one
 * that is there and is not listed is ignored by git, and stays out.
 * @param documents by their real paths
 */
export function layOver(tree: SourceTree, documents: ReadonlyMap<string, OpenDocument>): SourceTree {
  const texts = new Map<string, FileText>();
  const made: TreeFile[] = [];
  for (const [file, { text }] of documents) {
    const path = pathBelow(tree.root, file);
    if (path === null || path.startsWith('.git/')) continue;
    const size = Buffer.byteLength(text);
    if (!tree.files.has(path)) {
      if (existsSync(file)) continue;
      made.push({ path, size, id: null, kind: 'file' });
    }
    texts.set(path, size > TEXT_LIMIT ? { ok: false, reason: 'too-large' } : { ok: true, text, lossy: false });
  }
  const files = made.length === 0 ? tree.files : sortFiles([...tree.files.values(), ...made]);
  const folders = listFolders(made.map(({ path }) => path));
  return {
    ...tree,
    files,
    isFolder: (path) => tree.isFolder(path) || (made.length > 0 && hasFolder(folders, path)),
    load: (wanted, signal) =>
      tree.load(
        [...wanted].filter((path) => !texts.has(path)),
        signal,
      ),
    text: (path) => texts.get(path) ?? tree.text(path),
  };
}
