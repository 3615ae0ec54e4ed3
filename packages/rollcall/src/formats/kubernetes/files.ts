import type { ManifestDocument } from '../../manifests/parse.ts';

/** The files of a tree, as far as a manifest names them. */
export interface ManifestFiles {
  text(path: string): string | null;
  /** The documents of a manifest; null where there is no such file. */
  documents(path: string): readonly ManifestDocument[] | null;
  isFolder(path: string): boolean;
  /** The files below a folder. */
  below(folder: string): readonly string[];
}

export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

/** A path relative to a folder, made plain; null when it leads out of the root. */
export function joinPath(folder: string, path: string): string | null {
  const out: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return null;
  }
  return out.join('/');
}
