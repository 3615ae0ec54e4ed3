import { join } from 'node:path';
import { findOnDisk, propose } from '../../../check.ts';
import { createError } from '../../../errors.ts';
import { escapeText } from '../../../reporters/escape.ts';
import { initJson } from '../../../reporters/json.ts';
import type { RunCommand } from '../../command.ts';
import { isJson, paintOf, withTarget } from '../../session.ts';
import { version } from '../../version.ts';
import { refusal, writeOnce } from './write-once.ts';

export const run: RunCommand = async (_args, options) => {
  const folder = options.directory ?? '.';
  const there = await findOnDisk(folder);
  if (there !== null) throw refusal(there);
  return withTarget(options, async (target, { only: _, ...how }) => {
    if (target.tree.commit !== null) {
      const fix = 'Run it in a work tree, without --ref.';
      throw createError('USAGE', { what: 'init writes beside the files on disk, and a commit has none.', fix });
    }
    const { path, text } = await propose(target, how);
    writeOnce(join(target.tree.root, path), text);
    if (isJson(options)) return { stdout: initJson(path, text, version), exitCode: 0 };
    const paint = paintOf(options);
    const shown = text.split('\n').map(escapeText).join('\n');
    const next = `${paint.bold(`Wrote ${path}.`)} Read it, correct it, commit it; then: rollcall check\n`;
    return { stdout: `${shown}\n${next}`, exitCode: 0 };
  });
};
