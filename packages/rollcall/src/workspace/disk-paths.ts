import { join } from 'node:path';
import { encodeName, isByteName } from '../git/names.ts';

/** What opens a file of a tree: a string, or bytes where its name is not UTF-8. */
export function diskPath(root: string, path: string): string | Buffer {
  if (!isByteName(path)) return join(root, path);
  return Buffer.concat([Buffer.from(`${root}/`), encodeName(path)]);
}

/** Folders that hold what was installed, never what was written; left out where git does not track them. */
export const INSTALLED = ['node_modules', '.venv', 'venv', '__pycache__', '.tox', '.nox'] as const;
