import type { Expression, Statement } from '../../program/program.ts';
import { lowerAssignment, lowerShort, lowerStep } from './assignments.ts';
import { lowerImports, lowerTypes, lowerVariables } from './declarations.ts';
import { lowerList } from './expressions.ts';
import { lowerFunction, lowerMethod } from './functions.ts';
import { lowerFor } from './loops.ts';
import {
  at,
  children,
  isType,
  type Lowering,
  type LowerStatement,
  lowerAll,
  lowerOptional,
  lowerStatement,
  lowerStatements,
  nothing,
} from './lowering.ts';
import { lowerSelect, lowerSwitch, lowerTypeSwitch } from './switches.ts';

/** What each node type that is a statement stands for. */
export const statementRules: Readonly<Record<string, LowerStatement>> = {
  import_declaration: lowerImports,
  var_declaration: lowerVariables,
  const_declaration: lowerVariables,
  type_declaration: lowerTypes,
  function_declaration: lowerFunction,
  method_declaration: lowerMethod,
  expression_statement: (x, node, out) =>
    out.push({ kind: 'expression', value: lowerOptional(x, children(x, node)[0], node), ...at(x, node) }),
  short_var_declaration: lowerShort,
  assignment_statement: lowerAssignment,
  inc_statement: lowerStep,
  dec_statement: lowerStep,
  if_statement: lowerIf,
  for_statement: lowerFor,
  expression_switch_statement: lowerSwitch,
  type_switch_statement: lowerTypeSwitch,
  select_statement: lowerSelect,
  return_statement: lowerReturn,
  go_statement: lowerLater,
  defer_statement: lowerLater,
  block: (x, node, out) => out.push({ kind: 'block', body: lowerStatements(x, node), ...at(x, node) }),
  labeled_statement: (x, node, out) => {
    for (const part of children(x, node).slice(1)) lowerStatement(x, part, out);
  },
  break_statement: (x, node, out) => out.push({ kind: 'break', ...at(x, node) }),
  continue_statement: (x, node, out) => out.push({ kind: 'continue', ...at(x, node) }),
  send_statement: lowerOperands,
  receive_statement: lowerOperands,
  package_clause: () => {},
  empty_statement: () => {},
  goto_statement: () => {},
  fallthrough_statement: () => {},
};

function lowerOperands(x: Lowering, node: number, out: Statement[]): void {
  const range = at(x, node);
  out.push({
    kind: 'expression',
    value: { kind: 'other', operands: lowerAll(x, children(x, node)), ...range },
    ...range,
  });
}

/** `if v := f(); v != "" {…} else …`. https://go.dev/ref/spec#If_statements */
function lowerIf(x: Lowering, node: number, out: Statement[]): void {
  const parts = children(x, node);
  const body = parts.findIndex((part) => isType(x, part, 'block'));
  const head = body < 0 ? parts : parts.slice(0, body);
  const alternative = body < 0 ? undefined : parts[body + 1];
  if (head.length > 1 && head[0] !== undefined) lowerStatement(x, head[0], out);
  const otherwise: Statement[] = [];
  if (isType(x, alternative, 'block')) otherwise.push(...lowerStatements(x, alternative));
  else if (alternative !== undefined) lowerStatement(x, alternative, otherwise);
  out.push({
    kind: 'if',
    test: lowerOptional(x, head.at(-1), node),
    then: lowerStatements(x, body < 0 ? undefined : parts[body]),
    otherwise,
    ...at(x, node),
  });
}

/** A bare `return` gives what the named results hold. https://go.dev/ref/spec#Return_statements */
function lowerReturn(x: Lowering, node: number, out: Statement[]): void {
  const range = at(x, node);
  const [list] = children(x, node);
  out.push({ kind: 'return', value: list === undefined ? namedResults(x, node) : lowerList(x, list), ...range });
}

function namedResults(x: Lowering, node: number): Expression | null {
  const range = at(x, node);
  const items = x.results.map((name) => ({ value: { kind: 'name' as const, name, ...range }, spread: false }));
  const [only] = items;
  if (items.length === 1 && only) return only.value;
  return items.length === 0 ? null : { kind: 'list', sort: 'tuple', items, ...range };
}

/** `go f()` and `defer f()`: it happens beside what follows or later, and what ends there does not end this. */
function lowerLater(x: Lowering, node: number, out: Statement[]): void {
  const range = at(x, node);
  const [call] = children(x, node);
  const then: Statement[] = [{ kind: 'expression', value: lowerOptional(x, call, node), ...range }];
  out.push({ kind: 'if', test: nothing(x, node), then, otherwise: [], ...range });
}
