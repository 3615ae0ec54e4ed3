import { join } from 'node:path';
import { findOnDisk, propose, type Target } from '../../../check.ts';
import { createError } from '../../../errors.ts';
import { escapeText } from '../../../reporters/escape.ts';
import { initJson } from '../../../reporters/json.ts';
import type { GivenOptions, Outcome, RunCommand } from '../../command.ts';
import { isJson, paintOf, withTarget } from '../../session.ts';
import { version } from '../../version.ts';
import type { CiHost } from './ci-hosts.ts';
import { writeCi } from './write-ci.ts';
import { writeOnce } from './write-once.ts';

const ANOTHER = 'Edit it, or move it away and run `rollcall init` again.';

export const run: RunCommand = (_args, options) =>
  options.ci === undefined ? writeContract(options) : writeCiFile(options.ci, options);

async function writeContract(options: GivenOptions): Promise<Outcome> {
  const there = await findOnDisk(options.directory ?? '.');
  if (there !== null) {
    const what = `There is a contract already, ${there}; init never overwrites.`;
    throw createError('USAGE', { what, fix: ANOTHER });
  }
  return withTarget(options, async (target, { only: _, ...how }) => {
    refuseCommit(target);
    const { path, text } = await propose(target, how);
    writeOnce(join(target.tree.root, path), text, { fix: ANOTHER });
    return told(path, text, 'Read it, correct it, commit it; then: rollcall check', options);
  });
}

function writeCiFile(host: CiHost, options: GivenOptions): Promise<Outcome> {
  return withTarget(options, async (target) => {
    refuseCommit(target);
    const { path, text, next } = writeCi(host, target, options.directory ?? '.');
    return told(path, text, next, options);
  });
}

function refuseCommit({ tree }: Target): void {
  if (tree.commit === null) return;
  const fix = 'Run it in a work tree, without --ref.';
  throw createError('USAGE', { what: 'init writes beside the files on disk, and a commit has none.', fix });
}

function told(path: string, text: string, next: string, options: GivenOptions): Outcome {
  if (isJson(options)) return { stdout: initJson(path, text, version), exitCode: 0 };
  const shown = text.split('\n').map(escapeText).join('\n');
  return { stdout: `${shown}\n${paintOf(options).bold(`Wrote ${path}.`)} ${next}\n`, exitCode: 0 };
}
