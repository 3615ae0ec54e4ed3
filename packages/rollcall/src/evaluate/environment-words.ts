import type { Range } from '../model/span.ts';
import type { Text } from '../model/text.ts';
import { OTHER, type Run } from './run.ts';
import { alternatives, type ReadValue, type Value } from './value.ts';

/** A name by which programs are told their environment: `ENVIRONMENT`, `NODE_ENV`, `APP_ENV`, `DEPLOY_STAGE` … */
const ENVIRONMENT_NAME = /(^|_)(ENV|ENVIRONMENT|STAGE)$|^SPRING_PROFILES_ACTIVE$|^(ENV|ENVIRONMENT|STAGE)_(NAME|TYPE)$/;

export function isEnvironmentName(run: Run, name: string): boolean {
  return ENVIRONMENT_NAME.test(name) || run.program.environmentNames.has(name);
}

/** Environment words that a comparison with `value` tells; `by` is the variable, or empty for a name of the program. */
export function environmentSubject(run: Run, value: Value): { by: string } | null {
  for (const one of alternatives(value)) {
    if (one.kind === 'read' && isEnvironmentName(run, one.name)) return { by: one.name };
    if (one.kind === 'text' && one.of !== undefined && isEnvironmentName(run, one.of)) return { by: one.of };
    if (one.kind === 'unknown' && isEnvironmentWord(one.written)) return { by: '' };
  }
  return null;
}

/** An expression that holds the environment's name by what it is called: `environment`, `self.env`, `args.stage`. */
function isEnvironmentWord(written: string): boolean {
  const last = written.split('.').at(-1) ?? '';
  return /^_*(current_?|target_?|deploy_?|app_?|node_?)?(env|environment|stage)(_?name|_?type)?(\(\)|\.value)?$/i.test(
    last,
  );
}

/** A word of a mode is plain; that of a secret is none. */
const MODE_WORD = /^[a-z0-9][a-z0-9_-]{0,19}$/i;
const SECRET_WORDS = /SECRET|TOKEN|PASS|KEY|CREDENTIAL/i;

/** Notes with which word a variable that is set was compared. */
export function noteMode(run: Run, { name, derived }: ReadValue, [piece, ...others]: Text): void {
  if (run.scenario.mode !== 'discover' || derived || SECRET_WORDS.test(name)) return;
  if (piece?.kind !== 'text' || !piece.exact || !piece.range || others.length > 0 || !MODE_WORD.test(piece.text))
    return;
  const words = run.modes.get(name) ?? new Map<string, Range>();
  if (!words.has(piece.text)) words.set(piece.text, piece.range);
  run.modes.set(name, words);
}

export function noteWord(run: Run, by: string, word: string): void {
  run.wordCount++;
  let words = run.words.get(by);
  if (!words) {
    words = new Set();
    run.words.set(by, words);
  }
  if (word !== '' && word !== OTHER) words.add(word);
}
