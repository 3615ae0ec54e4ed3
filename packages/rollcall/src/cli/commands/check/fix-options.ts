import { createError } from '../../../errors.ts';
import type { GivenOptions } from '../../command.ts';

/** @throws RollcallError USAGE where the options cannot be meant together */
export function refuseFixes({ fix, yes, ref, updateBaseline, explain }: GivenOptions): void {
  if (yes && !fix) throw createError('USAGE', { what: '--yes writes what --fix shows.', fix: 'Add --fix.' });
  if (!fix) return;
  const beside =
    ref !== undefined ? '--ref' : updateBaseline ? '--update-baseline' : explain !== undefined ? '--explain' : null;
  if (beside === null) return;
  const what = `--fix edits files on disk as they are checked, and does not go with ${beside}.`;
  throw createError('USAGE', { what, fix: `Leave ${beside} out.` });
}
