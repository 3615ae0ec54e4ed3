import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ContractError } from './contract-error.ts';

/** The names that a contract's file may have. */
export const CONTRACT_FILES = [
  'rollcall.yaml',
  'rollcall.yml',
  'rollcall.json',
  ...['ts', 'mts', 'js', 'mjs'].map((ending) => `rollcall.config.${ending}`),
];

export type FindResult =
  | { readonly ok: true; readonly path: string | null }
  | { readonly ok: false; readonly errors: readonly ContractError[] };

/**
 * Looks for a contract in a folder and the folders above it, up to the root of the repository (where `.git` is) or of the file system.
 * Two in one folder are an error that names both. A folder that cannot be listed is passed over.
 * @returns the absolute path of the file, or null when there is none
 */
export async function findContract(startFolder: string): Promise<FindResult> {
  let folder = resolve(startFolder);
  for (;;) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const found = entries
      .filter((entry) => CONTRACT_FILES.includes(entry.name) && !entry.isDirectory())
      .map((entry) => entry.name);
    const [first, second] = found.sort();
    if (first !== undefined && second !== undefined) return { ok: false, errors: [ambiguous(folder, first, found)] };
    if (first !== undefined) return { ok: true, path: join(folder, first) };
    const parent = dirname(folder);
    if (parent === folder || entries.some((entry) => entry.name === '.git')) return { ok: true, path: null };
    folder = parent;
  }
}

function ambiguous(folder: string, first: string, found: readonly string[]): ContractError {
  const message = `this folder holds ${found.length} contracts: ${found.join(', ')}; keep one of them`;
  return { path: join(folder, first), line: null, column: null, range: null, pointer: [], message };
}
