import type { Expression, Handler, Statement } from '../../program/program.ts';
import { partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import {
  assign,
  at,
  before,
  deepest,
  inScope,
  type Lowering,
  lowerExpression,
  lowerOptional,
  nameAt,
  nullAt,
  textOf,
} from './lowering.ts';
import { lowerStatements } from './statements.ts';

/** Whether an expression is no statement in disguise: nothing in its outer form jumps or needs several steps. */
export function isPlainValue({ type, children }: Syntax): boolean {
  if (/^(throw|return|when|try)_expression$|^(block|assignment)$/.test(type)) return false;
  if (type === 'if_expression') return children.filter(({ named }) => named).every(isPlainValue);
  return type !== 'binary_expression' || children.filter(({ named }) => named).every(isPlainValue);
}

/** Whether the statements behind it are never reached by it. */
export function isJump(x: Lowering, node: Syntax): boolean {
  return /^(throw|return)_expression$/.test(node.type) || /^(break|continue)$/.test(textOf(x, node));
}

const HELD = '&held';

/** An expression as statements of which each way ends in a `return` of its value. */
export function valueStatements(x: Lowering, node: Syntax): Statement[] {
  if (x.depth >= deepest) return [];
  x.depth++;
  try {
    return valueOfForm(x, node);
  } finally {
    x.depth--;
  }
}

function valueOfForm(x: Lowering, node: Syntax): Statement[] {
  switch (node.type) {
    case 'throw_expression':
    case 'return_expression':
      return lowerStatements(x, [node]);
    case 'block':
      return valueOfBlock(x, partsOf(node));
    case 'if_expression':
      return [lowerIf(x, node, valueStatements)];
    case 'when_expression':
      return lowerWhen(x, node, valueStatements);
    case 'try_expression':
      return [lowerTry(x, node, valueStatements)];
    case 'binary_expression':
      if (tokensOf(node)[0] === '?:') return valueOfElvis(x, node);
  }
  return [{ kind: 'return', value: lowerExpression(x, node), ...at(node) }];
}

/** The last expression of a block is its value. */
export function valueOfBlock(x: Lowering, nodes: readonly Syntax[]): Statement[] {
  return inScope(x, new Map(), () => {
    const last = nodes.at(-1);
    if (!last) return [];
    const first = lowerStatements(x, nodes.slice(0, -1), 'open');
    const isValue = /^(for|while|do_while)_statement$|_declaration$|^assignment$/.test(last.type);
    return [...first, ...(isValue ? lowerStatements(x, [last]) : valueStatements(x, last))];
  });
}

/** `a ?: throw b`: what it gives, else the way out. */
function valueOfElvis(x: Lowering, node: Syntax): Statement[] {
  const [left, right] = partsOf(node);
  if (!left || !right) return [];
  const value = lowerExpression(x, left);
  const otherwise = valueStatements(x, right);
  const give: Statement = { kind: 'return', value: nameAt(HELD, node), ...at(node) };
  return [assign(HELD, value, left), whereNull(HELD, otherwise, right), give];
}

/** What is done where a variable is null. */
export function whereNull(name: string, body: readonly Statement[], place: Syntax): Statement {
  const left = nameAt(name, before(place));
  const test: Expression = { kind: 'compare', operator: 'is', left, right: nullAt(place), ...before(place) };
  return { kind: 'if', test, then: body, otherwise: [], ...at(place) };
}

type Body = (x: Lowering, node: Syntax) => readonly Statement[];

export function lowerIf(x: Lowering, node: Syntax, bodyOf: Body): Statement {
  const [test, ...ways] = partsOf(node);
  const lowered = lowerOptional(x, test, node);
  const isBare = tokensOf(node).includes('else') && ways.length === 1;
  const [then, otherwise] = isBare ? [undefined, ways[0]] : ways;
  return {
    kind: 'if',
    test: lowered,
    then: then ? bodyOf(x, then) : [],
    otherwise: otherwise ? bodyOf(x, otherwise) : [],
    ...at(node),
  };
}

/** Entries one after the other, as tests of equality, or as they are where there is no subject. */
export function lowerWhen(x: Lowering, node: Syntax, bodyOf: Body): Statement[] {
  const subject = partOf(node, 'when_subject');
  const held = subject && partsOf(subject).at(-1);
  let rest: Statement[] = [];
  const entries = partsOf(node).filter(({ type }) => type === 'when_entry');
  for (const entry of entries.slice(0, deepest).reverse()) {
    const inner = partsOf(entry);
    const body = inner.at(-1);
    if (!body) continue;
    const lowered = [...bodyOf(x, body)];
    const tests = inner.slice(0, -1).map((one) => testOf(x, held, one));
    const [first, ...others] = tests;
    if (!first) {
      rest = lowered;
      continue;
    }
    const test = others.reduce<Expression>(
      (left, right) => ({ kind: 'logic', operator: 'or', left, right, start: left.start, end: right.end }),
      first,
    );
    rest = [{ kind: 'if', test, then: lowered, otherwise: rest, ...at(entry) }];
  }
  return rest;
}

function testOf(x: Lowering, subject: Syntax | undefined, node: Syntax): Expression {
  if (!subject) return lowerExpression(x, node);
  const left = lowerExpression(x, subject);
  if (node.type === 'type_test') return { kind: 'other', operands: [left], ...at(node) };
  if (node.type === 'range_test') {
    const operator = tokensOf(node)[0] === '!in' ? 'not in' : 'in';
    return { kind: 'compare', operator, left, right: lowerOptional(x, partsOf(node)[0], node), ...at(node) };
  }
  return { kind: 'compare', operator: '==', left, right: lowerExpression(x, node), ...at(node) };
}

/** The JVM's classes of exceptions as those that the evaluation raises. */
const exceptions: Readonly<Record<string, string>> = {
  Throwable: 'BaseException',
  RuntimeException: 'Exception',
  NullPointerException: 'TypeError',
  NumberFormatException: 'ValueError',
  IllegalArgumentException: 'ValueError',
  NoSuchElementException: 'LookupError',
};

export function lowerTry(x: Lowering, node: Syntax, bodyOf: Body): Statement {
  const block = partOf(node, 'block');
  const last = partOf(node, 'finally_block');
  const closing = last && partOf(last, 'block');
  return {
    kind: 'try',
    body: block ? bodyOf(x, block) : [],
    handlers: partsOf(node)
      .filter(({ type }) => type === 'catch_block')
      .map((one) => lowerHandler(x, one, bodyOf)),
    otherwise: [],
    finally: closing ? lowerStatements(x, partsOf(closing)) : [],
    ...at(node),
  };
}

function lowerHandler(x: Lowering, node: Syntax, bodyOf: Body): Handler {
  const name = partOf(node, 'identifier');
  const type = partOf(node, 'user_type');
  const block = partOf(node, 'block');
  const written = type ? (textOf(x, type).split('.').at(-1) ?? '') : '';
  const caught = (Object.hasOwn(exceptions, written) ? exceptions[written] : undefined) ?? written;
  const bind = name ? textOf(x, name) : null;
  const body = inScope(x, new Map(bind === null ? [] : [[bind, written]]), () => (block ? bodyOf(x, block) : []));
  return { catches: caught === '' ? null : [caught], bind, body, ...at(node) };
}
