import type { Expression, Handler, Statement } from '../../program/program.ts';
import { partOf, partsOf, type Syntax } from '../syntax.ts';
import { lowerLoop } from './blocks.ts';
import { lowerArguments, partsOfCall } from './calls.ts';
import { lowerClass, lowerMethod } from './definitions.ts';
import { at, deepest, isLocal, type Lowering, lowerExpression, lowerOptional, nil, textOf } from './lowering.ts';
import { lowerTarget } from './targets.ts';

/** What `next` does: it ends a block, which is a function or the body of a loop. */
type Next = 'return' | 'continue';

export function lowerBody(x: Lowering, nodes: readonly Syntax[], next: Next = 'return'): Statement[] {
  const out: Statement[] = [];
  if (x.depth >= deepest) return out;
  x.depth++;
  for (const node of nodes) lowerStatement(x, node, next, out);
  x.depth--;
  return out;
}

/** The statements of a method or block, which gives the value of the last one. */
export function lowerReturning(x: Lowering, nodes: readonly Syntax[]): Statement[] {
  return returning(lowerBody(x, nodes));
}

function returning(body: readonly Statement[]): Statement[] {
  const last = body.at(-1);
  if (last === undefined) return [];
  const before = body.slice(0, -1);
  switch (last.kind) {
    case 'expression':
      return [...before, { kind: 'return', value: last.value, ...at(last) }];
    case 'assign':
      return last.value === null || last.target.kind !== 'name'
        ? [...body]
        : [...body, { kind: 'return', value: { ...last.target }, ...at(last) }];
    case 'if':
      return [...before, { ...last, then: returning(last.then), otherwise: returning(last.otherwise) }];
    case 'block':
      return [...before, { ...last, body: returning(last.body) }];
    case 'try':
      return [
        ...before,
        {
          ...last,
          body: last.otherwise.length > 0 ? last.body : returning(last.body),
          handlers: last.handlers.map((handler) => ({ ...handler, body: returning(handler.body) })),
          otherwise: returning(last.otherwise),
        },
      ];
    default:
      return [...body];
  }
}

function lowerStatement(x: Lowering, node: Syntax, next: Next, out: Statement[]): void {
  switch (node.type) {
    case 'if':
    case 'unless':
    case 'elsif':
      return void out.push(lowerIf(x, node, next));
    case 'if_modifier':
    case 'unless_modifier':
      return void out.push(lowerModifier(x, node, next));
    case 'while':
    case 'until':
    case 'while_modifier':
    case 'until_modifier':
      return void out.push(lowerWhile(x, node));
    case 'for':
      return void out.push(lowerFor(x, node));
    case 'case':
      return void out.push(...lowerCase(x, node, next));
    case 'begin':
    case 'body_statement':
    case 'block_body':
    case 'begin_block':
      return void out.push(...lowerTry(x, node, next));
    case 'rescue_modifier':
      return void out.push(lowerRescueModifier(x, node, next));
    case 'parenthesized_statements':
      return void out.push(...lowerBody(x, partsOf(node), next));
    case 'return':
    case 'next':
    case 'break':
      return void out.push(lowerLeaving(x, node, next));
    case 'class':
    case 'module':
      return void out.push({ kind: 'class', definition: lowerClass(x, node), exported: true, ...at(node) });
    case 'method':
    case 'singleton_method':
      return void out.push({ kind: 'function', definition: lowerMethod(x, node, false), exported: true, ...at(node) });
    case 'assignment':
      return void out.push(lowerAssignment(x, node));
    case 'identifier':
      if (textOf(x, node) === 'raise' && !isLocal(x, 'raise'))
        return void out.push({ kind: 'raise', value: null, ...at(node) });
      break;
    case 'call':
      return lowerCallStatement(x, node, out);
    default:
  }
  out.push({ kind: 'expression', value: lowerExpression(x, node), ...at(node) });
}

function lowerCallStatement(x: Lowering, node: Syntax, out: Statement[]): void {
  const parts = partsOfCall(node);
  const name = parts.method && !parts.receiver ? textOf(x, parts.method) : '';
  if (name === 'raise' || name === 'fail') {
    const [first] = lowerArguments(x, parts.args);
    const plain: Expression = { kind: 'name', name: 'RuntimeError', ...at(parts.method ?? node) };
    const thrown =
      first === undefined || first.value.kind === 'string' || first.value.kind === 'template' ? plain : first.value;
    return void out.push({ kind: 'raise', value: thrown, ...at(node) });
  }
  const loop = lowerLoop(x, node, parts);
  out.push(loop ?? { kind: 'expression', value: lowerExpression(x, node), ...at(node) });
}

function negated(value: Expression, negates: boolean): Expression {
  return negates ? { kind: 'not', value, ...at(value) } : value;
}

function lowerIf(x: Lowering, node: Syntax, next: Next): Statement {
  const [test] = partsOf(node);
  const then = partOf(node, 'then');
  const otherwise = partOf(node, 'else', 'elsif');
  const lowered = lowerOptional(x, test, node);
  const body = then ? lowerBody(x, partsOf(then), next) : [];
  const rest =
    otherwise === undefined ? [] : lowerBody(x, otherwise.type === 'elsif' ? [otherwise] : partsOf(otherwise), next);
  return { kind: 'if', test: negated(lowered, node.type === 'unless'), then: body, otherwise: rest, ...at(node) };
}

function lowerModifier(x: Lowering, node: Syntax, next: Next): Statement {
  const [body, test] = partsOf(node);
  const lowered = lowerOptional(x, test, node);
  const then = body ? lowerBody(x, [body], next) : [];
  return { kind: 'if', test: negated(lowered, node.type === 'unless_modifier'), then, otherwise: [], ...at(node) };
}

function lowerWhile(x: Lowering, node: Syntax): Statement {
  const modifier = node.type.endsWith('_modifier');
  const inner = partsOf(node);
  const test = modifier ? inner[1] : inner[0];
  const body = modifier ? inner.slice(0, 1) : partsOf(partOf(node, 'do') ?? { ...node, children: [] });
  return {
    kind: 'while',
    test: negated(lowerOptional(x, test, node), node.type.startsWith('until')),
    body: lowerBody(x, body, 'continue'),
    ...at(node),
  };
}

function lowerFor(x: Lowering, node: Syntax): Statement {
  const [target, iterable] = partsOf(node);
  const values = iterable?.type === 'in' ? partsOf(iterable)[0] : iterable;
  const body = partOf(node, 'do');
  return {
    kind: 'for',
    target: target ? lowerTarget(x, target) : { kind: 'other', ...at(node) },
    iterable: lowerOptional(x, values, node),
    over: 'values',
    body: body ? lowerBody(x, partsOf(body), 'continue') : [],
    otherwise: [],
    ...at(node),
  };
}

/** `case x when a, b` compares with one after the other; without `x` each is a test of its own. */
function lowerCase(x: Lowering, node: Syntax, next: Next): readonly Statement[] {
  const inner = partsOf(node);
  const whens = inner.filter(({ type }) => type === 'when');
  const otherwise = partOf(node, 'else');
  const subject = inner.find(({ type }) => type !== 'when' && type !== 'else');
  let rest = otherwise ? lowerBody(x, partsOf(otherwise), next) : [];
  for (const when of whens.toReversed().slice(-deepest)) {
    const patterns = partsOf(when).filter(({ type }) => type === 'pattern');
    const body = partOf(when, 'then');
    const test = patterns
      .map((pattern) => lowerPattern(x, subject, partsOf(pattern)[0] ?? pattern))
      .reduce<Expression | null>(
        (left, right) =>
          left ? { kind: 'logic', operator: 'or', left, right, start: left.start, end: right.end } : right,
        null,
      );
    const then = body ? lowerBody(x, partsOf(body), next) : [];
    rest = [{ kind: 'if', test: test ?? nil(when), then, otherwise: rest, ...at(when) }];
  }
  return rest;
}

function lowerPattern(x: Lowering, subject: Syntax | undefined, pattern: Syntax): Expression {
  if (!subject) return lowerExpression(x, pattern);
  const left = lowerExpression(x, subject);
  const listed = pattern.type === 'splat_argument';
  const right = listed ? lowerOptional(x, partsOf(pattern)[0], pattern) : lowerExpression(x, pattern);
  const plain = listed || /^(string|simple_symbol|integer|nil|true|false)$/.test(pattern.type);
  if (!plain) return { kind: 'other', operands: [left, right], ...at(pattern) };
  return { kind: 'compare', operator: listed ? 'in' : '==', left, right, ...at(pattern) };
}

const bodyless: ReadonlySet<string> = new Set(['rescue', 'else', 'ensure']);

/** `begin … rescue … else … ensure … end`, and the same in a method or a block. */
function lowerTry(x: Lowering, node: Syntax, next: Next): readonly Statement[] {
  const inner = partsOf(node);
  const body = lowerBody(
    x,
    inner.filter(({ type }) => !bodyless.has(type)),
    next,
  );
  const handlers = inner.filter(({ type }) => type === 'rescue');
  const ensure = partOf(node, 'ensure');
  const otherwise = partOf(node, 'else');
  if (handlers.length === 0 && !ensure) return body;
  return [
    {
      kind: 'try',
      body,
      handlers: handlers.map((handler) => lowerHandler(x, handler, next)),
      otherwise: otherwise ? lowerBody(x, partsOf(otherwise), next) : [],
      finally: ensure ? lowerBody(x, partsOf(ensure), next) : [],
      ...at(node),
    },
  ];
}

/** Ruby's classes of exceptions as those that the evaluation raises. https://docs.ruby-lang.org/en/3.3/Exception.html */
const exceptions: Readonly<Record<string, string>> = {
  StandardError: 'Exception',
  Exception: 'BaseException',
  IndexError: 'LookupError',
  NoMethodError: 'AttributeError',
  NameError: 'AttributeError',
  ArgumentError: 'ValueError',
};

function lowerHandler(x: Lowering, node: Syntax, next: Next): Handler {
  const listed = partOf(node, 'exceptions');
  const variable = partOf(node, 'exception_variable');
  const body = partOf(node, 'then');
  const bound = variable ? partsOf(variable)[0] : undefined;
  if (bound) lowerTarget(x, bound);
  const catches = listed
    ? partsOf(listed).map((one) => {
        const name = textOf(x, one).split('::').at(-1) ?? '';
        return (Object.hasOwn(exceptions, name) ? exceptions[name] : undefined) ?? name;
      })
    : ['Exception'];
  return {
    catches,
    bind: bound?.type === 'identifier' ? textOf(x, bound) : null,
    body: body ? lowerBody(x, partsOf(body), next) : [],
    ...at(node),
  };
}

/** `a rescue b` */
function lowerRescueModifier(x: Lowering, node: Syntax, next: Next): Statement {
  const [body, otherwise] = partsOf(node);
  const handler: Handler = {
    catches: ['Exception'],
    bind: null,
    body: otherwise ? lowerBody(x, [otherwise], next) : [],
    ...at(otherwise ?? node),
  };
  const lowered = body ? lowerBody(x, [body], next) : [];
  return { kind: 'try', body: lowered, handlers: [handler], otherwise: [], finally: [], ...at(node) };
}

function lowerLeaving(x: Lowering, node: Syntax, next: Next): Statement {
  if (node.type === 'break') return { kind: 'break', ...at(node) };
  if (node.type === 'next' && next === 'continue') return { kind: 'continue', ...at(node) };
  const list = partOf(node, 'argument_list');
  const values = list ? partsOf(list) : [];
  const [only, ...others] = values;
  const value: Expression | null =
    only === undefined
      ? null
      : others.length === 0
        ? lowerExpression(x, only)
        : {
            kind: 'list',
            sort: 'list',
            items: values.map((one) => ({ value: lowerExpression(x, one), spread: false })),
            ...at(node),
          };
  return { kind: 'return', value, ...at(node) };
}

function lowerAssignment(x: Lowering, node: Syntax): Statement {
  const [left, right] = partsOf(node);
  if (left?.type === 'identifier') lowerTarget(x, left);
  const value = lowerOptional(x, right, node);
  const target = left ? lowerTarget(x, left) : ({ kind: 'other', ...at(node) } as const);
  return { kind: 'assign', target, operator: null, value, annotation: null, exported: true, ...at(node) };
}
