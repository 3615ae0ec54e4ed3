import type { Expression, Statement } from '../../program/program.ts';
import {
  at,
  childOf,
  children,
  endOf,
  isType,
  type Lowering,
  lowerAll,
  lowerBlock,
  lowerExpression,
  startOf,
  symbolOf,
  textOf,
} from './lowering.ts';

interface Case {
  readonly tests: readonly Expression[];
  readonly body: readonly Statement[];
}

/** `match` as a switch: literals and dotted names are compared, any other pattern is a test that is not understood. */
export function lowerMatch(x: Lowering, node: number, out: Statement[]): void {
  const inner = children(x, node);
  const block = childOf(x, node, 'block');
  const subjects = inner.filter((child) => child !== block).map((child) => lowerExpression(x, child));
  const subject = subjectOf(x, node, subjects);
  const clauses = block === undefined ? [] : children(x, block).filter((child) => isType(x, child, 'case_clause'));
  out.push({ kind: 'switch', subject, cases: clauses.map((clause) => lowerCase(x, clause, subject)), ...at(x, node) });
}

function subjectOf(x: Lowering, node: number, subjects: readonly Expression[]): Expression {
  const [only] = subjects;
  const last = subjects.at(-1);
  if (only === undefined || last === undefined) return { kind: 'other', operands: [], ...at(x, node) };
  if (subjects.length === 1) return only;
  const items = subjects.map((value) => ({ value, spread: false }));
  return { kind: 'list', sort: 'tuple', items, start: only.start, end: last.end };
}

function lowerCase(x: Lowering, clause: number, subject: Expression): Case {
  const patterns = children(x, clause).filter((child) => isType(x, child, 'case_pattern'));
  const guard = childOf(x, clause, 'if_clause');
  const block = lowerBlock(x, childOf(x, clause, 'block'));
  const [pattern] = patterns;
  const capture = pattern !== undefined && patterns.length === 1 ? captureOf(x, pattern) : null;
  const body: Statement[] =
    capture === null || capture === '_' ? block : [bindSubject(x, clause, capture, subject), ...block];
  const tests =
    capture === null
      ? patterns.length === 1
        ? testsOf(x, pattern ?? clause)
        : [unknownTest(x, patterns, clause)]
      : [];
  if (guard === undefined) return { tests, body };
  const guards = lowerAll(x, children(x, guard));
  return { tests: [{ kind: 'other', operands: [...tests, ...guards], ...at(x, clause) }], body };
}

/** The name that a pattern binds without any test, `_` for the wildcard; null for a pattern that tests. */
function captureOf(x: Lowering, pattern: number): string | null {
  const written = textOf(x, pattern);
  if (written === '_') return '_';
  const [only] = children(x, pattern);
  return only !== undefined && isType(x, only, 'dotted_name') && !written.includes('.') ? written : null;
}

function bindSubject(x: Lowering, clause: number, name: string, value: Expression): Statement {
  const pattern = childOf(x, clause, 'case_pattern') ?? clause;
  return {
    kind: 'assign',
    target: { kind: 'name', name, ...at(x, pattern) },
    operator: null,
    value,
    annotation: null,
    exported: false,
    ...at(x, pattern),
  };
}

const literalTypes: ReadonlySet<string> = new Set(['string', 'boolean', 'number', 'null', 'attribute']);

function testsOf(x: Lowering, pattern: number): Expression[] {
  const [only] = children(x, pattern);
  if (only === undefined) return [{ kind: 'other', operands: [], ...at(x, pattern) }];
  if (isType(x, only, 'union_pattern')) return children(x, only).map((alternative) => testOf(x, alternative));
  if (isType(x, only, 'integer') || isType(x, only, 'float')) return [signed(x, pattern, only)];
  return [testOf(x, only)];
}

function testOf(x: Lowering, node: number): Expression {
  const { is, expressions } = x.rules;
  const single = symbolOf(x, node) === is.dotted_name && !textOf(x, node).includes('.');
  if (single || expressions[symbolOf(x, node)] === undefined) return unknownTest(x, [], node);
  const value = lowerExpression(x, node);
  return literalTypes.has(value.kind) || value.kind === 'template' ? value : unknownTest(x, [], node);
}

/** `case -1:` keeps its sign beside the number. */
function signed(x: Lowering, pattern: number, number: number): Expression {
  const value = lowerExpression(x, number);
  const minus = x.text.slice(startOf(x, pattern), startOf(x, number)).includes('-');
  if (!minus || value.kind !== 'number') return value;
  return { kind: 'number', value: -value.value, start: startOf(x, pattern) + x.base, end: endOf(x, number) + x.base };
}

/** A pattern of another kind; the constants in it are kept, because they may read something. */
function unknownTest(x: Lowering, patterns: readonly number[], node: number): Expression {
  const [first] = patterns;
  const last = patterns.at(-1);
  if (first === undefined || last === undefined) return { kind: 'other', operands: [], ...at(x, node) };
  return { kind: 'other', operands: [], start: startOf(x, first) + x.base, end: endOf(x, last) + x.base };
}
