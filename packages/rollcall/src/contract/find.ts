import { lstat } from 'node:fs/promises';
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
 * Two in one folder are an error that names both. Names are asked for one by one: a folder on the way may refuse to be listed.
 * @returns the absolute path of the file, or null when there is none
 */
export async function findContract(startFolder: string): Promise<FindResult> {
  let folder = resolve(startFolder);
  for (;;) {
    const found = await contractsIn(folder);
    const [first, second] = found;
    if (first !== undefined && second !== undefined) return { ok: false, errors: [ambiguous(folder, first, found)] };
    if (first !== undefined) return { ok: true, path: join(folder, first) };
    const parent = dirname(folder);
    if (parent === folder || (await kindOf(join(folder, '.git'))) !== null) return { ok: true, path: null };
    folder = parent;
  }
}

async function contractsIn(folder: string): Promise<string[]> {
  const kinds = await Promise.all(CONTRACT_FILES.map((name) => kindOf(join(folder, name))));
  return CONTRACT_FILES.filter((_, i) => kinds[i] === 'file').sort();
}

/** Null where nothing is to be seen: nothing is there, or the folder refuses every look into it, and then nothing in it can be a contract. */
async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const stats = await lstat(path).catch(() => null);
  if (!stats) return null;
  return stats.isDirectory() ? 'folder' : 'file';
}

function ambiguous(folder: string, first: string, found: readonly string[]): ContractError {
  const message = `this folder holds ${found.length} contracts: ${found.join(', ')}; keep one of them`;
  return { path: join(folder, first), line: null, column: null, range: null, pointer: [], message };
}
