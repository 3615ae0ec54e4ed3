import type { Expression, FunctionDefinition } from '../../program/program.ts';
import { findMember } from '../access.ts';
import { call, NO_ARGUMENTS } from '../callables.ts';
import { branch, type Run } from '../run.ts';
import {
  alternatives,
  type ClassValue,
  dict,
  type FunctionValue,
  type ObjectValue,
  text,
  union,
  type Value,
} from '../value.ts';

type Called = Pick<Extract<Expression, { kind: 'call' }>, 'callee' | 'args'>;

/**
 * Hands a field's value to the validators that name it. A value that the environment gives is taken to be good; what is there without it
 * is looked at as the code does. https://docs.pydantic.dev/latest/concepts/validators/
 */
export function checkField(run: Run, of: ClassValue, name: string, value: Value, made: ObjectValue): Value {
  return validatorsOf(run, of, name).reduce((current, validator) => {
    const given = alternatives(current).filter((one) => one.kind === 'read');
    const rest = alternatives(current).filter((one) => one.kind !== 'read');
    if (rest.length === 0) return current;
    const before = valuesOf(made);
    const info: ObjectValue = { kind: 'object', class: null, attributes: new Map([['data', { value: before }]]) };
    const second = /^(info|_info|validation_info)$/.test(parameterName(validator.definition, 1)) ? info : before;
    const positional = validator.definition.parameters.length > 1 ? [union(rest), second] : [union(rest)];
    const args = { positional, named: new Map(), open: validator.definition.parameters.length > 2 };
    const results: Value[] = [];
    const look = (): void => {
      const result = call(run, { ...validator, receiver: of }, args, validator.definition);
      results.push(result.kind === 'null' && result.of === undefined ? union(rest) : result);
    };
    if (given.length === 0) look();
    else branch(run, [look, () => {}]);
    return union([...given, ...results]);
  }, value);
}

function parameterName({ parameters }: FunctionDefinition, at: number): string {
  const target = parameters[at]?.target;
  return target?.kind === 'name' ? target.name : '';
}

/** The fields that have been read so far, as the first version hands them on. */
function valuesOf(made: ObjectValue): Value {
  const known = [...made.attributes].flatMap(([name, { value }]) => (value ? [[text(name), value] as const] : []));
  return dict(known, true);
}

/** Validators by mode `plain` or `wrap` do something else than look. */
function validatorsOf(run: Run, of: ClassValue, name: string): readonly FunctionValue[] {
  return methodsOf(of, (decorator) => {
    if (!/^(field_validator|validator)$/.test(calleeName(decorator))) return false;
    const mode = optionOf(decorator, 'mode');
    if (mode !== null && !/^(before|after)$/.test(mode)) return false;
    return decorator.args.some(
      ({ name: key, value }) =>
        key === null && value.kind === 'string' && (value.value === name || value.value === '*'),
    );
  }).flatMap((method) => functionOf(run, of, method));
}

/** Runs what looks at the settings as a whole, once they are made: `@model_validator(mode="after")`, `model_post_init`, `@root_validator`. */
export function checkWhole(run: Run, of: ClassValue, made: ObjectValue): void {
  const after = methodsOf(
    of,
    (decorator) => calleeName(decorator) === 'model_validator' && optionOf(decorator, 'mode') === 'after',
    'model_post_init',
  );
  for (const name of after)
    for (const method of functionOf(run, of, name))
      call(run, { ...method, receiver: made }, NO_ARGUMENTS, method.definition);
  const roots = methodsOf(
    of,
    (decorator) => calleeName(decorator) === 'root_validator' && optionOf(decorator, 'pre') !== 'true',
  );
  for (const name of roots)
    for (const method of functionOf(run, of, name))
      call(
        run,
        { ...method, receiver: of },
        { positional: [valuesOf(made)], named: new Map(), open: false },
        method.definition,
      );
}

function functionOf(run: Run, of: ClassValue, name: string): readonly FunctionValue[] {
  const member = findMember(run, of, name);
  return member?.kind === 'function' ? [member] : [];
}

/** Names of methods, the bases' first, with a decorator that `picks`, or of a certain name. */
function methodsOf(of: ClassValue, picks: (decorator: Called) => boolean, always = ''): readonly string[] {
  const inherited = of.bases.flatMap((base) => (base.kind === 'class' ? methodsOf(base, picks, always) : []));
  const own = of.definition.body.flatMap((statement) => {
    if (statement.kind !== 'function' || statement.definition.name === null) return [];
    const { name, decorators } = statement.definition;
    const called = decorators.map((one): Called => (one.kind === 'call' ? one : { callee: one, args: [] }));
    return called.some(picks) || name === always ? [name] : [];
  });
  return [...new Set([...inherited, ...own])];
}

function calleeName({ callee }: Called): string {
  return callee.kind === 'name' || callee.kind === 'attribute' ? callee.name : '';
}

function optionOf(decorator: Called, name: string): string | null {
  const value = decorator.args.find((one) => one.name === name)?.value;
  return value?.kind === 'string' ? value.value : value?.kind === 'boolean' ? String(value.value) : null;
}
