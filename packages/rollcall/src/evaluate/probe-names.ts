import { known } from '../model/text.ts';
import type { Run } from './run.ts';
import type { Value } from './value.ts';

/** Names that nobody uses, with which helpers are run to see what they do with any name. */
export const ANY_NAME = 'ROLLCALL_ANY_NAME';
export const SOME_NAME = 'ROLLCALL_SOME_NAME';

const PROBES: ReadonlySet<string | null> = new Set([ANY_NAME, SOME_NAME]);

/** Notes that it was asked which name it is: what a helper does with one name then says nothing of another. */
export function noteAsked(run: Run, value: Value): void {
  if (!run.asksName && value.kind === 'text' && PROBES.has(known(value.text))) run.asksName = true;
}
