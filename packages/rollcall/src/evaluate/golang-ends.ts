import type { At } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { branch, Raised, type Run, raise } from './run.ts';
import { alternatives, type Value } from './value.ts';

/**
 * Methods by which loggers end the process, whichever logger it is: https://pkg.go.dev/log#Fatal, https://pkg.go.dev/go.uber.org/zap#Logger.Fatal,
 * https://pkg.go.dev/github.com/rs/zerolog#Logger.Fatal, https://pkg.go.dev/github.com/sirupsen/logrus#Fatal, https://pkg.go.dev/k8s.io/klog/v2#Fatal.
 */
const ENDS = /^(Fatal(f|ln|w|Depth|Context)?|Exit(f|ln)?|Panic(f|ln|w)?)$/;

/** Whether something outside of the tree that is called so ends the process. */
export function endsProcess(run: Run, callee: Value): boolean {
  const name = lastName(run, callee);
  if (!ENDS.test(name)) return false;
  return !name.startsWith('Exit') || (callee.kind === 'builtin' && /(^|\/)(klog|glog|os|log)\.Exit/.test(callee.name));
}

function lastName(run: Run, callee: Value): string {
  if (callee.kind === 'builtin') return callee.name.slice(callee.name.lastIndexOf('.') + 1);
  if (callee.kind !== 'unknown' || callee.range === null) return '';
  const { path, start, end } = callee.range;
  const from = Math.max(start, end - 24);
  return /\.\s*(\w+)$/.exec(run.program.written({ path, start: from, end }))?.[1] ?? '';
}

/** `log.Fatal(server.ListenAndServe())`: when a call in it comes back at all, the service has done its work. */
export function endProcess(run: Run, args: Arguments, at: At): never {
  const served = args.positional.some((value) => alternatives(value).some(isServed));
  return raise(run, at, served ? ['SystemExit', 'clean'] : ['SystemExit']);
}

/** Calls that come back when the work is done. */
const SERVES = /(^|\.)(ListenAndServe|Serve|Listen|Run|Start|Wait|Execute|Loop)\w*\(\)?/;

function isServed(value: Value): boolean {
  return value.kind === 'unknown' && value.truth === undefined && SERVES.test(value.written);
}

/** `os.Exit(code)`: what is not zero says that something is wrong. */
export function exitWith(run: Run, code: Value | undefined, at: At): never {
  const ways = alternatives(code ?? { kind: 'number', value: 1 });
  const clean = ways.filter((one) => one.kind === 'number' && one.value === 0);
  const open = ways.filter((one) => one.kind === 'unknown');
  const end = (exception: readonly string[]) => (): void => raise(run, at, exception);
  if (clean.length === ways.length) end(['SystemExit', 'clean'])();
  else if (clean.length === 0 && open.length === 0) end(['SystemExit'])();
  else branch(run, [end(['SystemExit', 'clean']), end(['SystemExit'])]);
  throw new Raised();
}
