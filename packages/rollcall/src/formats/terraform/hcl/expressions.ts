import type { Cursor } from './cursor.ts';
import type { Expression, ForExpression } from './syntax.ts';
import { readString, readTemplate } from './templates.ts';

/** Deeper than any expression is written; each level is several frames of the reader's own stack. */
const DEEPEST = 150;

const OPERATORS = new Set(['*', '/', '%', '+', '-', '>', '>=', '<', '<=', '==', '!=', '&&', '||', '!']);

/** Reads an expression; a part that does not parse or nests too deep is `broken`. */
export function readExpression(node: Cursor, depth = 0): Expression {
  if (depth > DEEPEST) return { kind: 'broken', range: node.range };
  return readTerms(node.children, node, depth + 1);
}

/** A primary and what follows it: attributes, indices, splats. */
function readTerms(nodes: readonly Cursor[], whole: Cursor, depth: number): Expression {
  const [first, ...rest] = nodes.filter(({ type }) => type !== 'other');
  if (!first) return { kind: 'broken', range: whole.range };
  let out = readPrimary(first, depth);
  for (const step of rest) out = readStep(out, step, depth);
  return out;
}

function readPrimary(node: Cursor, depth: number): Expression {
  const inner = node.children[0];
  switch (node.type) {
    case 'expression':
      return readExpression(node, depth);
    case 'literal_value':
      return readLiteral(inner ?? node);
    case 'template_expr':
      return inner ? readTemplate(inner, (one) => readExpression(one, depth)) : { kind: 'broken', range: node.range };
    case 'collection_value':
      return inner ? readCollection(inner, depth) : { kind: 'broken', range: node.range };
    case 'variable_expr':
      return { kind: 'variable', name: node.text, range: node.range };
    case 'function_call':
      return readCall(node, depth);
    case 'for_expr':
      return inner ? readFor(inner, depth) : { kind: 'broken', range: node.range };
    case 'conditional':
      return readConditional(node, depth);
    case 'operation':
      return inner ? readOperation(inner, depth) : { kind: 'broken', range: node.range };
    default:
      return { kind: 'broken', range: node.range };
  }
}

function readLiteral(node: Cursor): Expression {
  const { range } = node;
  switch (node.type) {
    case 'string_lit':
      return readString(node);
    case 'numeric_lit':
      return { kind: 'literal', value: node.text, exact: true, range };
    case 'bool_lit':
      return { kind: 'literal', value: node.text === 'true', exact: true, range };
    case 'null_lit':
    case 'literal_value':
      return { kind: 'literal', value: null, exact: true, range };
    default:
      return { kind: 'broken', range };
  }
}

function readStep(of: Expression, step: Cursor, depth: number): Expression {
  const range = { ...of.range, end: step.range.end };
  const [inner] = step.children;
  switch (step.type) {
    case 'get_attr':
      return { kind: 'attribute', of, name: inner?.text ?? '', range };
    case 'index': {
      if (inner?.type === 'legacy_index')
        return {
          kind: 'index',
          of,
          index: { kind: 'literal', value: inner.text.replace(/\D/g, ''), exact: false, range: inner.range },
          range,
        };
      const index = inner?.find('expression');
      return index ? { kind: 'index', of, index: readExpression(index, depth), range } : { kind: 'broken', range };
    }
    case 'splat': {
      let each: Expression = { kind: 'variable', name: '*', range: step.range };
      for (const one of inner?.children ?? []) if (one.type !== 'other') each = readStep(each, one, depth);
      return { kind: 'splat', of, each, range };
    }
    default:
      return { kind: 'broken', range };
  }
}

function readCollection(node: Cursor, depth: number): Expression {
  const { range } = node;
  if (node.type === 'tuple') {
    const items = node.children.filter(({ type }) => type === 'expression' || type === 'broken');
    return {
      kind: 'tuple',
      items: items.map((item) => (item.type === 'broken' ? brokenAt(item) : readExpression(item, depth))),
      range,
    };
  }
  if (node.type !== 'object') return { kind: 'broken', range };
  const entries = node.children.flatMap((child) => {
    if (child.type === 'broken') return [{ key: brokenAt(child), value: brokenAt(child), range: child.range }];
    if (child.type !== 'object_elem') return [];
    const [key, value] = child.children.filter(({ type }) => type === 'expression');
    if (!key || !value) return [{ key: brokenAt(child), value: brokenAt(child), range: child.range }];
    return [{ key: readKey(key, depth), value: readExpression(value, depth), range: child.range }];
  });
  return { kind: 'object', entries, range };
}

function brokenAt(node: Cursor): Expression {
  return { kind: 'broken', range: node.range };
}

/** A bare word is a key of that name; in brackets it is evaluated. */
function readKey(node: Cursor, depth: number): Expression {
  const [only, ...more] = node.children;
  if (only?.type === 'variable_expr' && more.length === 0)
    return { kind: 'literal', value: only.text, exact: true, range: only.range };
  return readExpression(node, depth);
}

function readCall(node: Cursor, depth: number): Expression {
  const inner = node.find('function_arguments')?.children ?? [];
  return {
    kind: 'call',
    name: node.find('identifier')?.text ?? '',
    args: inner.filter(({ type }) => type === 'expression').map((one) => readExpression(one, depth)),
    spreads: inner.some(({ type }) => type === 'ellipsis'),
    range: node.range,
  };
}

function readFor(node: Cursor, depth: number): Expression {
  const intro = node.find('for_intro');
  const source = intro?.find('expression');
  const made = node.children.filter(({ type }) => type === 'expression');
  const [key, value] = node.type === 'for_object_expr' ? made : [null, made[0]];
  if (!intro || !source || !value || key === undefined) return { kind: 'broken', range: node.range };
  const condition = node.find('for_cond')?.find('expression');
  const out: ForExpression = {
    kind: 'for',
    names: intro.children.filter(({ type }) => type === 'identifier').map(({ text }) => text),
    collection: readExpression(source, depth),
    key: key && readExpression(key, depth),
    value: readExpression(value, depth),
    condition: condition ? readExpression(condition, depth) : null,
    groups: node.find('ellipsis') !== null,
    range: node.range,
  };
  return out;
}

/** The grammar takes `a ? b : c ? d : e` from the left; the language takes it from the right. */
function readConditional(node: Cursor, depth: number): Expression {
  const { range } = node;
  if (depth > DEEPEST) return { kind: 'broken', range };
  const [first, second, third] = node.children.filter(({ type }) => type === 'expression');
  if (!first || !second || !third) return { kind: 'broken', range };
  const then = readExpression(second, depth);
  const otherwise = readExpression(third, depth);
  const inner = first.children.length === 1 ? first.children[0] : undefined;
  if (inner?.type !== 'conditional' || first.text.startsWith('('))
    return { kind: 'conditional', condition: readExpression(first, depth), then, otherwise, range };
  return joinRight(readConditional(inner, depth + 1), then, otherwise, range);
}

function joinRight(left: Expression, then: Expression, otherwise: Expression, range: Expression['range']): Expression {
  if (left.kind !== 'conditional') return { kind: 'broken', range };
  const last = left.otherwise;
  const chained = last.kind === 'conditional' && last.range.start < last.range.end && isOpenEnded(left);
  const inner: Expression = chained
    ? joinRight(last, then, otherwise, { ...last.range, end: range.end })
    : { kind: 'conditional', condition: last, then, otherwise, range: { ...last.range, end: range.end } };
  return { ...left, otherwise: inner, range };
}

/** Whether the last alternative is a conditional without brackets around it: it ends where the whole does. */
function isOpenEnded({ otherwise, range }: Extract<Expression, { kind: 'conditional' }>): boolean {
  return otherwise.range.end === range.end;
}

function readOperation(node: Cursor, depth: number): Expression {
  const at = node.children.findIndex(({ token }) => OPERATORS.has(token));
  const operator = node.children[at]?.token;
  if (operator === undefined || depth > DEEPEST) return { kind: 'broken', range: node.range };
  const sides = [node.children.slice(0, at), node.children.slice(at + 1)].map((side) =>
    side.filter(({ type }) => type !== 'other'),
  );
  const operands = sides.filter((side) => side.length > 0).map((side) => readTerms(side, node, depth + 1));
  return { kind: 'operation', operator, operands, range: node.range };
}
