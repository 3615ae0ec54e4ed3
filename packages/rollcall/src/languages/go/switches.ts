import type { Expression, Statement } from '../../program/program.ts';
import { lowerShort } from './assignments.ts';
import { targetOf } from './declarations.ts';
import {
  at,
  children,
  inner,
  isType,
  type Lowering,
  lowerAll,
  lowerExpression,
  lowerStatement,
  lowerStatements,
  nothing,
  operatorAt,
} from './lowering.ts';

type Case = Extract<Statement, { kind: 'switch' }>['cases'][number];

/** `switch x {…}` and `switch {…}`. https://go.dev/ref/spec#Expression_switches */
export function lowerSwitch(x: Lowering, node: number, out: Statement[]): void {
  const parts = inner(x, node);
  const semicolon = parts.findIndex((part) => operatorAt(x, part) === ';');
  const named = parts.filter((part) => operatorAt(x, part) === '');
  const isCase = (part: number): boolean => isType(x, part, 'expression_case', 'default_case');
  const first = semicolon < 0 ? undefined : parts[semicolon - 1];
  if (first !== undefined && operatorAt(x, first) === '') lowerStatement(x, first, out);
  const value = named.find((part) => part !== first && !isCase(part));
  const cases = named.filter(isCase);
  if (value === undefined) return lowerChain(x, node, cases, out);
  const lowered = cases.map((part): Case => {
    const [tests, body] = partsOfCase(x, part);
    return { tests: tests === undefined ? [] : lowerAll(x, children(x, tests)), body: lowerStatements(x, body) };
  });
  out.push({ kind: 'switch', subject: lowerExpression(x, value), cases: defaultLast(lowered), ...at(x, node) });
}

function partsOfCase(x: Lowering, part: number): readonly [number | undefined, number | undefined] {
  const parts = children(x, part);
  const tests = isType(x, part, 'default_case') ? undefined : parts[0];
  return [tests, parts.find((one) => isType(x, one, 'statement_list'))];
}

/** The default is taken last wherever it stands. */
function defaultLast(cases: readonly Case[]): readonly Case[] {
  return [...cases.filter(({ tests }) => tests.length > 0), ...cases.filter(({ tests }) => tests.length === 0)];
}

/** A switch without a value is a chain of tests. */
function lowerChain(x: Lowering, node: number, cases: readonly number[], out: Statement[]): void {
  const fallback = cases.find((part) => isType(x, part, 'default_case'));
  let rest: Statement[] = fallback === undefined ? [] : lowerStatements(x, partsOfCase(x, fallback)[1]);
  for (const part of [...cases].reverse()) {
    if (part === fallback) continue;
    const [tests, body] = partsOfCase(x, part);
    const [first = nothing(x, part), ...more] = tests === undefined ? [] : lowerAll(x, children(x, tests));
    const test = more.reduce<Expression>(
      (left, right) => ({ kind: 'logic', operator: 'or', left, right, ...at(x, part) }),
      first,
    );
    rest = [{ kind: 'if', test, then: lowerStatements(x, body), otherwise: rest, ...at(x, part) }];
  }
  if (rest.length > 0) out.push({ kind: 'block', body: rest, ...at(x, node) });
}

/** `switch v := x.(type) {…}`: which case holds is not known. */
export function lowerTypeSwitch(x: Lowering, node: number, out: Statement[]): void {
  const parts = children(x, node);
  const cases = parts.filter((part) => isType(x, part, 'type_case', 'default_case'));
  const [alias, ...others] = parts.filter((part) => !cases.includes(part));
  const value = others.at(-1) ?? alias;
  const name = isType(x, alias, 'expression_list') ? children(x, alias)[0] : undefined;
  if (isType(x, alias, 'short_var_declaration')) lowerShort(x, alias, out);
  if (value !== undefined && name !== undefined && others.length > 0)
    out.push({
      kind: 'assign',
      target: targetOf(x, name),
      operator: null,
      value: lowerExpression(x, value),
      annotation: null,
      exported: false,
      declares: true,
      ...at(x, value),
    });
  pushChoice(x, node, cases, out);
}

/** `select {…}`: any of its cases may be the one. */
export function lowerSelect(x: Lowering, node: number, out: Statement[]): void {
  pushChoice(x, node, children(x, node), out);
}

function pushChoice(x: Lowering, node: number, cases: readonly number[], out: Statement[]): void {
  const lowered = cases.map((part): Case => {
    const body: Statement[] = [];
    for (const one of children(x, part)) {
      if (isType(x, one, 'statement_list')) body.push(...lowerStatements(x, one));
      else lowerStatement(x, one, body);
    }
    return { tests: isType(x, part, 'default_case') ? [] : [nothing(x, part)], body };
  });
  out.push({ kind: 'switch', subject: nothing(x, node), cases: defaultLast(lowered), ...at(x, node) });
}
