import { join, posix, relative, sep } from 'node:path';
import type { LocatedContract } from '../contract/contract.ts';
import { type ContractError, formatContractError } from '../contract/contract-error.ts';
import { CONTRACT_FILES, findContract } from '../contract/find.ts';
import { type ContractResult, loadContract } from '../contract/load.ts';
import { loadTypeScriptContract } from '../contract/load-program.ts';
import { createError } from '../errors.ts';
import type { SourceTree } from '../workspace/source-tree.ts';

const PROGRAM = /\.m?[jt]s$/;

/** Whether the contract of this path is a program, to be told by its ending. */
export function isProgram(path: string): boolean {
  return PROGRAM.test(path);
}

/**
 * The contract of a work tree: the file named, or the nearest one from the folder upwards.
 * @returns its absolute path, or null
 * @throws RollcallError CONTRACT_INVALID when a folder holds two
 */
export async function findOnDisk(folder: string): Promise<string | null> {
  const found = await findContract(folder);
  if (!found.ok) throw invalid(found.errors);
  return found.path;
}

/**
 * Loads a contract from a file of a disk tree.
 * @param trust whether a contract that is a program may be run
 * @throws RollcallError CONTRACT_INVALID, CONTRACT_NOT_TRUSTED, CONTRACT_NOT_FOUND, PATH_OUTSIDE_ROOT
 */
export async function loadFromDisk(tree: SourceTree, file: string, trust: boolean): Promise<LocatedContract> {
  const path = relative(tree.root, file).split(sep).join('/');
  if (path.startsWith('../')) throw createError('PATH_OUTSIDE_ROOT', { path: file, root: tree.root });
  if (!PROGRAM.test(path)) return loadFromTree(tree, path);
  if (!trust) {
    throw createError('CONTRACT_NOT_TRUSTED', {
      file: path,
      why: 'contracts that are programs are not run in CI unasked',
    });
  }
  return valid(await loadTypeScriptContract(join(tree.root, path), { trust, path }));
}

/**
 * Loads a contract that is YAML or JSON from a tree.
 * @throws RollcallError CONTRACT_INVALID, CONTRACT_NOT_FOUND
 */
export async function loadFromTree(tree: SourceTree, path: string): Promise<LocatedContract> {
  await tree.load([path]);
  const text = tree.text(path);
  if (text === null) throw createError('CONTRACT_NOT_FOUND', { folder: path });
  if (!text.ok) throw invalid([unread(path, `the file cannot be read: ${text.reason}`)]);
  return loadText(path, text.text);
}

/** @throws RollcallError CONTRACT_INVALID */
export function loadText(path: string, text: string): LocatedContract {
  return valid(loadContract({ path, text }));
}

/**
 * The contract of a commit that applies to a folder of it, nearest first.
 * @throws RollcallError CONTRACT_INVALID when a folder holds two
 */
export function findInTree(
  tree: SourceTree,
  folder: string,
): { readonly path: string; readonly program: boolean } | null {
  for (let here = folder; ; here = posix.dirname(here)) {
    const at = here === '.' ? '' : here;
    const found = CONTRACT_FILES.map((name) => (at === '' ? name : `${at}/${name}`)).filter((path) =>
      tree.files.has(path),
    );
    if (found.length > 1) {
      throw invalid([
        unread(found[0] ?? '', `this folder holds ${found.length} contracts: ${found.join(', ')}; keep one of them`),
      ]);
    }
    const [path] = found;
    if (path !== undefined) return { path, program: PROGRAM.test(path) };
    if (at === '') return null;
  }
}

function valid(result: ContractResult): LocatedContract {
  if (!result.ok) throw invalid(result.errors);
  return result.located;
}

function invalid(errors: readonly ContractError[]): Error {
  const count = errors.length === 1 ? '1 place is wrong' : `${errors.length} places are wrong`;
  const file = errors[0]?.path ?? 'rollcall.yaml';
  return createError('CONTRACT_INVALID', { file, count }, { details: errors.map(formatContractError) });
}

function unread(path: string, message: string): ContractError {
  return { path, line: null, column: null, range: null, pointer: [], message };
}
