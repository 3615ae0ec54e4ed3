import {
  type CheckOptions,
  NeedsStore,
  openTarget,
  placeOf,
  ScanMemory,
  type ScanOptions,
  type Target,
} from '../check.ts';
import type { CheckReport } from '../model/report.ts';
import { escapeText } from '../reporters/escape.ts';
import { createPaint, type Paint } from '../reporters/paint.ts';
import type { GivenOptions, Outcome } from './command.ts';
import { createProgress } from './progress.ts';

/** Opens what the options name, does the work and closes it again. */
export async function withTarget<Result>(
  options: GivenOptions,
  work: (
    target: Target,
    options: ScanOptions & Pick<CheckOptions, 'preset'> & { readonly only: readonly string[] },
  ) => Promise<Result>,
  folder: string | undefined = options.directory,
): Promise<Result> {
  const progress = createProgress();
  const target = await openTarget({
    ...(folder === undefined ? {} : { folder }),
    ...(options.ref === undefined ? {} : { ref: options.ref }),
    ...(options.contract === undefined ? {} : { contract: options.contract }),
    trustConfig: options.trustConfig === true || !isCi(),
  });
  const memory = new ScanMemory(options.cache === false ? null : new NeedsStore(placeOf(target), note));
  try {
    const result = await work(target, {
      onProgress: progress.step,
      only: options.only ?? [],
      ...(options.preset === undefined ? {} : { preset: options.preset }),
      memory,
    });
    memory.close();
    return result;
  } finally {
    progress.clear();
    await target.close();
  }
}

/** A line beside the result. */
export function note(text: string): void {
  process.stderr.write(`${escapeText(text)}\n`);
}

/** Findings before incompleteness: a finding stands whatever else was not read. Notes do not count. */
export function exitCodeOf({ summary, complete }: CheckReport, options: GivenOptions): Outcome['exitCode'] {
  if (summary.errors + summary.warnings > 0) return 1;
  return complete || options.allowIncomplete ? 0 : 3;
}

export function isJson({ format }: GivenOptions): boolean {
  return format === 'json';
}

/** Colours by option, then by NO_COLOR (https://no-color.org), then where stdout is a terminal. */
export function paintOf({ color }: GivenOptions): Paint {
  const asked = color ?? (process.env.NO_COLOR ? false : process.stdout.isTTY === true && process.env.TERM !== 'dumb');
  return createPaint(asked);
}

function isCi(): boolean {
  const { CI } = process.env;
  return CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false';
}
