import type { Expression, FunctionDefinition } from '../../program/program.ts';
import type { Arguments } from '../callables.ts';
import { readEnvironment } from '../environment.ts';
import { evaluate } from '../expressions.ts';
import { within } from '../frames.ts';
import { noteDeciding, type Run, raise } from '../run.ts';
import { alternatives, type FunctionValue, keyOf, union, type Value } from '../value.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** One option of a command that an environment variable may give. */
interface Option {
  readonly parameter: string;
  readonly at: Call;
  readonly required: boolean;
}

const DECORATOR = /^(click|rich_click|asyncclick|typer)\.(option|argument)$/;
const DEFAULT = /^typer\.(Option|Argument)$/;

/**
 * Adds to the arguments of a command what its options read: `@click.option("--token", envvar="X", required=True)` and
 * `token: str = typer.Option(..., envvar="X")`. https://click.palletsprojects.com/en/stable/options/#values-from-environment-variables
 */
export function withOptions(run: Run, callee: FunctionValue, args: Arguments): Arguments {
  if (!mayHaveOptions(callee.definition)) return args;
  const named = new Map(args.named);
  const parts = { path: callee.path, base: callee.base, scope: callee.scope };
  within(run, parts, () => {
    for (const option of optionsOf(run, callee.definition)) {
      const value = named.has(option.parameter) ? undefined : readOption(run, option);
      if (value) named.set(option.parameter, value);
    }
  });
  return { ...args, named };
}

function mayHaveOptions({ decorators, parameters }: FunctionDefinition): boolean {
  return (
    decorators.some(hasVariable) ||
    parameters.some(({ otherwise }) => otherwise?.kind === 'call' && hasVariable(otherwise))
  );
}

function hasVariable(at: Expression): boolean {
  return at.kind === 'call' && at.args.some(({ name }) => name === 'envvar');
}

function optionsOf(run: Run, { decorators, parameters }: FunctionDefinition): readonly Option[] {
  const options: Option[] = [];
  for (const at of decorators) {
    if (at.kind !== 'call' || !hasVariable(at) || !isCalled(run, at, DECORATOR)) continue;
    const parameter = parameterOf(at);
    const required = at.args.some(({ name, value }) => name === 'required' && value.kind === 'boolean' && value.value);
    if (parameter !== null) options.push({ parameter, at, required });
  }
  for (const { target, otherwise: at } of parameters) {
    if (at?.kind !== 'call' || target.kind !== 'name' || !hasVariable(at) || !isCalled(run, at, DEFAULT)) continue;
    const first = at.args.find(({ name }) => name === null || name === 'default');
    options.push({ parameter: target.name, at, required: !first || first.value.kind === 'other' });
  }
  return options;
}

function isCalled(run: Run, at: Call, pattern: RegExp): boolean {
  const callee = evaluate(run, at.callee);
  return callee.kind === 'builtin' && pattern.test(callee.name);
}

/** `"--api-key"` gives `api_key`; a word without dashes is the parameter itself. */
function parameterOf(at: Call): string | null {
  const words = at.args.flatMap(({ name, value }) => (name === null && value.kind === 'string' ? [value.value] : []));
  const plain = words.find((word) => !word.startsWith('-'));
  const long = words.find((word) => word.startsWith('--'));
  return plain ?? long?.slice(2).split('/')[0]?.replaceAll('-', '_') ?? null;
}

function readOption(run: Run, { at, required }: Option): Value | undefined {
  const argument = at.args.find(({ name }) => name === 'envvar');
  if (!argument) return undefined;
  const name = evaluate(run, argument.value);
  if (keyOf(name) === null) return undefined;
  const given = at.args.find(
    (one) => one.name === 'default' || (one.name === null && one.value.kind !== 'string') || isTyperText(at, one),
  );
  const otherwise = given && given.value.kind !== 'other' && !required ? evaluate(run, given.value) : undefined;
  const value = readEnvironment(run, name, argument, { idiom: 'option', missing: 'null', otherwise });
  const there = alternatives(value).filter((one) => one.kind !== 'null');
  if (!required) return value;
  if (there.length < alternatives(value).length) run.risky = true;
  if (there.length > 0) return union(there);
  noteDeciding(run, value);
  return raise(run, at, ['SystemExit']);
}

/** Typer's first argument is the default, whatever it is. */
function isTyperText(at: Call, argument: Call['args'][number]): boolean {
  return at.callee.kind === 'attribute' && /^(Option|Argument)$/.test(at.callee.name) && at.args[0] === argument;
}
