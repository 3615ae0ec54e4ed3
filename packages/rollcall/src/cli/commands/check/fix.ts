import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckReport, type FixPlan, fix, type Target } from '../../../check.ts';
import { createError } from '../../../errors.ts';
import { fixDiff } from '../../../reporters/fix-diff.ts';
import { counted, type Paint } from '../../../reporters/paint.ts';
import type { GivenOptions } from '../../command.ts';
import type { withTarget } from '../../session.ts';
import { replaceWhole } from '../../write-whole.ts';

type How = Parameters<Parameters<typeof withTarget>[1]>[1];

/** What was shown of fixes, and the check that holds now. */
export interface Fixed {
  readonly report: CheckReport;
  /** The diff, and what was done with it. */
  readonly text: string;
}

/**
 * Shows the edits of the findings, and makes them where that is said.
 * @throws RollcallError USAGE in a bare repository, and where a file changed since it was read; nothing is written then
 */
export async function useFixes(
  target: Target,
  report: CheckReport,
  how: How,
  { yes = false }: GivenOptions,
  paint: Paint,
): Promise<Fixed> {
  if (target.tree.commit !== null) {
    const hint = 'Run it in a work tree.';
    throw createError('USAGE', { what: '--fix edits files on disk, and a bare repository has none.', fix: hint });
  }
  const plan = await fix(target, report, how);
  if (yes) writeFiles(target.tree.root, plan);
  const left =
    plan.left.length === 0
      ? ''
      : ` ${counted(plan.left.length, 'finding')} with an edit that cannot be made surely ${plan.left.length === 1 ? 'is' : 'are'} left to you.`;
  const done = yes ? 'Changed' : 'Would change';
  const next = yes ? '' : '\nWrite it: rollcall check --fix --yes';
  const text =
    plan.files.length === 0
      ? `Nothing can be mended by an edit.${left}\n`
      : `${fixDiff(plan.files, paint)}\n${paint.bold(`${done} ${counted(plan.files.length, 'file')}: mends ${counted(plan.mended.length, 'finding')}.`)}${left} Values are covered.${next}\n`;
  return { report: yes ? plan.after : report, text };
}

function writeFiles(root: string, { files }: FixPlan): void {
  const real = realpathSync(root);
  const replacements = files.map(({ path, before, after }) => ({ file: join(real, path), before, after }));
  for (const { file } of replacements) {
    if (lstatSync(file, { throwIfNoEntry: false }) && realpathSync(file) === file) continue;
    const hint = 'Name the folder that holds the file itself.';
    throw createError('USAGE', { what: `${file} is gone or lies behind a link, so nothing was written.`, fix: hint });
  }
  replaceWhole(replacements);
}
