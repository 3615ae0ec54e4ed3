import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { LocatedContract } from '../contract/contract.ts';
import { createError } from '../errors.ts';
import { resolveFolder } from '../git/locate.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { NotChecked } from '../model/report.ts';
import type { Span } from '../model/span.ts';
import { openCommitTree } from '../workspace/commit-tree.ts';
import { openDiskTree } from '../workspace/disk-tree.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { findInTree, findOnDisk, isProgram, loadFromDisk, loadFromTree } from './read-contract.ts';

export interface TargetOptions {
  /** A folder of a work tree, any other folder, or a bare repository; the working folder by default. */
  readonly folder?: string;
  /** A ref, an id or an expression; the files on disk when left out (in a bare repository: HEAD). */
  readonly ref?: string;
  /** A contract's file; by default the nearest one, from the folder upwards. */
  readonly contract?: string;
  /** A contract that is a program may be run. Never applies to contracts of commits. */
  readonly trustConfig?: boolean;
  /** A contract that is a program is told as not checked, instead of being run or refused. */
  readonly leavePrograms?: boolean;
  /** Lays texts over the files on disk that are not saved there, the contract's too. */
  readonly overlay?: (tree: SourceTree) => SourceTree;
  readonly signal?: AbortSignal;
}

/** One tree of files with the contract that applies to it. */
export interface Target {
  readonly tree: SourceTree;
  readonly repository: Repository | null;
  readonly contract: LocatedContract | null;
  /** The tree's root as reports name it. */
  readonly root: string;
  /** The tree's folder inside its repository, '' for all of it. */
  readonly prefix: string;
  /** What opening it has already left out. */
  readonly notChecked: readonly NotChecked[];
  close(): Promise<void>;
}

/**
 * Opens a folder or a commit with the contract that applies to it. Where the contract lies in a folder above, that folder is the root:
 * its paths are relative to it, and a service's deployments often lie beside its own folder.
 * @throws RollcallError FOLDER_MISSING, NOT_A_FOLDER, NOT_A_REPOSITORY, NO_SUCH_REF, NO_COMMITS, CONTRACT_INVALID, CONTRACT_NOT_TRUSTED …
 */
export async function openTarget(options: TargetOptions = {}): Promise<Target> {
  const named = options.folder ?? '.';
  const folder = resolveFolder(named);
  const repository = await openRepository(folder);
  const bare = repository !== null && repository.workTree === null;
  const ref = options.ref ?? (bare ? 'HEAD' : undefined);
  try {
    if (ref === undefined) return await openOnDisk(named, folder, repository, options);
    if (!repository) throw createError('NOT_A_REPOSITORY', { folder: named, need: '--ref' });
    const commit = await repository.resolveCommit(ref, options.signal);
    const within = repository.workTree === null ? '' : relative(repository.workTree, folder).split(sep).join('/');
    return await openCommit(repository, commit, { named, within, signal: options.signal });
  } catch (error) {
    await repository?.close();
    throw error;
  }
}

async function openOnDisk(
  named: string,
  folder: string,
  repository: Repository | null,
  { contract, trustConfig = false, leavePrograms = false, overlay, signal }: TargetOptions,
): Promise<Target> {
  const file = contract === undefined ? await findOnDisk(folder) : resolve(contract);
  const root = file === null || contract !== undefined ? folder : resolveFolder(dirname(file));
  const onDisk = await openDiskTree(root, signal ? { signal } : {});
  const tree = overlay ? overlay(onDisk) : onDisk;
  const left = leavePrograms && file !== null && isProgram(file);
  const located =
    file === null || left ? null : await loadFromDisk(tree, resolve(root, relative(root, file)), trustConfig);
  const prefix = repository?.workTree ? relative(repository.workTree, root).split(sep).join('/') : '';
  return {
    tree,
    repository,
    contract: located,
    root: nameOf(named, folder, root),
    prefix,
    notChecked: left ? [programLeft(relative(root, file).split(sep).join('/'))] : [],
    close: () => closeBoth(tree, repository),
  };
}

/**
 * Opens a commit (a full id) of an open repository; closing the target closes the repository.
 * @throws RollcallError FOLDER_MISSING, MISSING_OBJECT, CONTRACT_INVALID
 */
export async function openCommit(
  repository: Repository,
  commit: string,
  { named, within, signal }: { named: string; within: string; signal?: AbortSignal | undefined },
): Promise<Target> {
  const open = (prefix: string): Promise<SourceTree> =>
    openCommitTree(repository, commit, signal ? { prefix, signal } : { prefix });
  const whole = await open('');
  const found = findInTree(whole, within);
  const prefix = found ? posix.dirname(found.path).replace(/^\.$/, '') : within;
  const tree = prefix === '' ? whole : await open(prefix);
  const usable = found !== null && !found.program;
  return {
    tree,
    repository,
    contract: usable ? await loadFromTree(tree, posix.basename(found.path)) : null,
    root: prefix === within ? named : posix.join(named, posix.relative(within, prefix)),
    prefix,
    notChecked: found?.program ? [programNotRun(found.path)] : [],
    close: () => closeBoth(tree, repository),
  };
}

function programNotRun(path: string): NotChecked {
  return unreadContract(
    `The commit's contract ${path} is a program, and programs of commits are never run: write it as YAML or JSON to have it count.`,
    null,
  );
}

function programLeft(path: string): NotChecked {
  return unreadContract(
    `The contract ${path} is a program, and programs are not run here: write it as YAML or JSON to have it count.`,
    { path, start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
  );
}

function unreadContract(text: string, span: Span | null): NotChecked {
  return { reason: 'unread-contract', service: null, environment: null, names: 'all', text, matters: true, span };
}

/** The repository with the folder in it, or the folder: by which what is kept of it is found again. */
export function placeOf({ repository, prefix, tree }: Target): string {
  return repository ? join(repository.gitDir, prefix) : tree.root;
}

/** The root as the caller would name it. */
function nameOf(named: string, folder: string, root: string): string {
  if (folder === root) return named;
  return posix.join(named, relative(folder, root).split(sep).join('/'));
}

async function closeBoth(tree: SourceTree, repository: Repository | null): Promise<void> {
  await tree.close();
  await repository?.close();
}
