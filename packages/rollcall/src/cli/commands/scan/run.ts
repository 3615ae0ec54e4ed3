import { type Stats, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { restrictFacts, scan } from '../../../check.ts';
import { createError } from '../../../errors.ts';
import { scanJson } from '../../../reporters/json.ts';
import { scanText } from '../../../reporters/terminal-scan.ts';
import type { GivenOptions, RunCommand } from '../../command.ts';
import { isJson, paintOf, withTarget } from '../../session.ts';
import { version } from '../../version.ts';

export const run: RunCommand = (args, options) => {
  const { folder, paths } = chooseRoot(args, options);
  return withTarget(
    options,
    async (target, { only, ...how }) => {
      const facts = await scan(target, how);
      const told = restrictFacts(
        facts,
        only,
        paths.map((path) => within(path, folder, target)),
      );
      const stdout = isJson(options) ? scanJson(told, version) : scanText(told, paintOf(options));
      return { stdout, exitCode: facts.complete || options.allowIncomplete ? 0 : 3 };
    },
    folder,
  );
};

/** One folder is the root itself; several paths, or a file, are parts of the root's that are listed. */
function chooseRoot(
  args: readonly string[],
  { directory = '.', ref }: GivenOptions,
): { readonly folder: string; readonly paths: readonly string[] } {
  const [only] = args;
  if (args.length === 1 && only !== undefined && isFolder(join(directory, only), only)) {
    return { folder: directory === '.' ? only : resolve(directory, only), paths: [] };
  }
  if (ref === undefined) for (const path of args) requirePath(resolve(directory, path), path);
  return { folder: directory, paths: args };
}

function isFolder(joined: string, path: string): boolean {
  return statsOf(path.startsWith(sep) ? path : joined, path)?.isDirectory() === true;
}

function requirePath(absolute: string, path: string): void {
  if (statsOf(absolute, path)) return;
  throw createError('USAGE', { what: `There is no file or folder ${path}.`, fix: 'Check the path.' });
}

/** Null where nothing is; a refusal must not pass for that. */
function statsOf(absolute: string, path: string): Stats | null {
  try {
    return statSync(absolute);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EACCES' || code === 'EPERM') throw createError('PERMISSION_REFUSED', { path }, { cause: error });
    return null;
  }
}

/** A path of the command line as the tree's paths are written. */
function within(
  path: string,
  folder: string,
  { tree }: { readonly tree: { root: string; commit: string | null } },
): string {
  const base = tree.commit === null ? tree.root : resolve(folder);
  const inside = relative(base, resolve(folder, path)).split(sep).join('/');
  if (inside.startsWith('../')) throw createError('PATH_OUTSIDE_ROOT', { path, root: folder });
  return inside;
}
