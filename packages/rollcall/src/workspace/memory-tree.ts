import type { FileText } from './file-text.ts';
import { hasFolder, listFolders, type SourceTree, sortFiles } from './source-tree.ts';

/** Files held in memory as a tree: what the examples of rules run through, and editors with unsaved text. */
export function openMemoryTree(texts: Readonly<Record<string, string>> | ReadonlyMap<string, string>): SourceTree {
  const given = new Map<string, string>(texts instanceof Map ? texts : Object.entries(texts));
  const read = new Map([...given].map(([path, text]): [string, FileText] => [path, { ok: true, text, lossy: false }]));
  const files = sortFiles(
    [...given].map(([path, text]) => ({ path, size: Buffer.byteLength(text), id: null, kind: 'file' })),
  );
  const folders = listFolders(files.keys());
  return {
    root: '.',
    commit: null,
    files,
    missingObjects: [],
    nested: [],
    unlisted: [],
    isFolder: (path) => hasFolder(folders, path),
    load: async () => undefined,
    text: (path) => read.get(path) ?? null,
    close: async () => undefined,
  };
}
