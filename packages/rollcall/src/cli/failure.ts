import { isRollcallError } from '../errors.ts';
import type { FailureReport } from '../model/report.ts';
import { defaultFormat } from './default-format.ts';
import { version } from './version.ts';

/** What a failed run leaves: the message on stderr, and what is valid in the format that was asked for on stdout. */
export interface Failure {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 2 | 3 | 130;
}

/** An error in words. One that nobody foresaw is told without its message, which may quote a value. */
export async function describeFailure(error: unknown, args: readonly string[]): Promise<Failure> {
  const { exitCode, ...report } = failureReport(error);
  const details = report.details.map((line) => `  ${line}\n`).join('');
  const stack = process.env.ROLLCALL_DEBUG === '1' ? framesOf(error) : '';
  const stderr = `rollcall: ${report.what}\n${details}${report.fix}\n${stack}`;
  const { writeFailure } = await import('../reporters/formats.ts');
  return { stdout: writeFailure({ ...report, exitCode }, formatAsked(args), version), stderr, exitCode };
}

/** The calls that led to an error, without its message. */
function framesOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.flatMap((line) => (/^\s+at /.test(line) ? `${line}\n` : [])).join('');
}

function failureReport(error: unknown): FailureReport & { readonly exitCode: 2 | 3 | 130 } {
  if (isRollcallError(error)) {
    const { code, message, fix, details, exitCode } = error;
    return { code, what: message, fix, details, exitCode };
  }
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: 'UNEXPECTED',
    what: `Rollcall itself failed (${kind}); nothing was checked.`,
    fix: 'Please report it with the command line, the version (rollcall --version) and what ROLLCALL_DEBUG=1 prints.',
    details: [],
    exitCode: 3,
  };
}

/** Looked up in the words themselves: the command line may be what is wrong. */
function formatAsked(args: readonly string[]): string {
  for (const [i, arg] of args.entries()) {
    if (arg.startsWith('--format=')) return arg.slice('--format='.length);
    if (arg === '--format') return args[i + 1] ?? '';
  }
  return ['check', 'diff'].some((command) => args.includes(command)) ? defaultFormat() : 'terminal';
}
