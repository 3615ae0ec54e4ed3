import type { Statement } from '../../program/program.ts';
import { partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import { isJump, lowerIf, lowerTry, lowerWhen, valueStatements, whereNull } from './blocks.ts';
import { lowerClass } from './classes.ts';
import { lowerBody, lowerFunction } from './functions.ts';
import {
  assign,
  at,
  declare,
  deepest,
  functionOf,
  givenBy,
  inScope,
  type Lowering,
  lowerExpression,
  lowerOptional,
  textOf,
} from './lowering.ts';

/** @param scope `open`: what they declare stays known behind them */
export function lowerStatements(
  x: Lowering,
  nodes: readonly Syntax[],
  scope: 'own' | 'open' | 'file' = 'own',
): Statement[] {
  return scope === 'own'
    ? inScope(x, new Map(), () => lowerInto(x, nodes, false))
    : lowerInto(x, nodes, scope === 'file');
}

function lowerInto(x: Lowering, nodes: readonly Syntax[], ofFile: boolean): Statement[] {
  const out: Statement[] = [];
  if (x.depth >= deepest) return out;
  x.depth++;
  for (const node of nodes) lowerStatement(x, node, ofFile, out);
  x.depth--;
  return out;
}

/** The statements of a body: a block's, or a single one. */
function bodyOf(x: Lowering, node: Syntax): Statement[] {
  return lowerStatements(x, node.type === 'block' ? partsOf(node) : [node]);
}

function lowerStatement(x: Lowering, node: Syntax, ofFile: boolean, out: Statement[]): void {
  const inner = partsOf(node);
  switch (node.type) {
    case 'package_header':
    case 'import':
    case 'file_annotation':
    case 'type_alias':
      return;
    case 'class_declaration':
    case 'object_declaration':
      return void out.push({ kind: 'class', definition: lowerClass(x, node), exported: true, ...at(node) });
    case 'function_declaration': {
      const definition = lowerFunction(x, node, 'file');
      if (!ofFile && definition.name !== null) declare(x, definition.name, '');
      return void out.push({ kind: 'function', definition, exported: ofFile, ...at(node) });
    }
    case 'property_declaration':
      return void out.push(...lowerVariable(x, node, ofFile));
    case 'if_expression':
      return void out.push(lowerIf(x, node, bodyOf));
    case 'when_expression':
      return void out.push(...lowerWhen(x, node, bodyOf));
    case 'try_expression':
      return void out.push(lowerTry(x, node, bodyOf));
    case 'for_statement':
      return void out.push(lowerFor(x, node));
    case 'while_statement':
    case 'do_while_statement':
      return void out.push(lowerLoop(x, node));
    case 'block':
      return void out.push({ kind: 'block', body: lowerStatements(x, inner), ...at(node) });
    case 'labeled_expression':
      return void out.push(...lowerInto(x, inner.slice(-1), ofFile));
    case 'throw_expression':
      return void out.push({ kind: 'raise', value: lowerOptional(x, inner[0], node), ...at(node) });
    case 'return_expression':
      return void out.push(...lowerReturn(x, node));
    case 'identifier': {
      const word = textOf(x, node);
      if (word === 'break' || word === 'continue') return void out.push({ kind: word, ...at(node) });
    }
  }
  out.push(...lowerElvis(x, node));
}

/** `return value`, where the value may be a way out itself. A labelled one leaves the block that is called. */
function lowerReturn(x: Lowering, node: Syntax): Statement[] {
  const isLabelled = tokensOf(node).some((token) => token.startsWith('return@'));
  const value = partsOf(node)[isLabelled ? 1 : 0];
  return value ? valueStatements(x, value) : [{ kind: 'return', value: null, ...at(node) }];
}

const HELD = '&value';

/** `a() ?: return`: what is done alone. */
function lowerElvis(x: Lowering, node: Syntax): Statement[] {
  const [left, right] = partsOf(node);
  if (node.type === 'binary_expression' && tokensOf(node)[0] === '?:' && left && right && isJump(x, right))
    return [assign(HELD, lowerExpression(x, left), left), whereNull(HELD, lowerStatements(x, [right]), right)];
  return [{ kind: 'expression', value: lowerExpression(x, node), ...at(node) }];
}

/** The value behind `=`; none where the property has a delegate or is given its value later. */
export function valueIn(node: Syntax): Syntax | undefined {
  const index = node.children.findIndex((one) => !one.named && one.type === '=');
  return index < 0 ? undefined : node.children.slice(index + 1).find(({ named }) => named);
}

/** What makes a property when it is asked for: its getter, or `by lazy { … }`. */
export function lowerMaker(x: Lowering, node: Syntax): readonly Statement[] | null {
  const getter = partOf(node, 'getter');
  const body = getter && partOf(getter, 'function_body');
  if (body) return lowerBody(x, body);
  const delegate = partOf(node, 'property_delegate');
  const made = delegate && partsOf(delegate).at(-1);
  return made ? [{ kind: 'return', value: lowerExpression(x, made), ...at(made) }] : null;
}

function lowerVariable(x: Lowering, node: Syntax, ofFile: boolean): Statement[] {
  const declared = partOf(node, 'variable_declaration');
  const name = declared && partOf(declared, 'identifier');
  const value = valueIn(node);
  if (!declared || !name) return value ? [{ kind: 'expression', value: lowerExpression(x, value), ...at(node) }] : [];
  const written = textOf(x, name);
  const type = partsOf(declared).find((one) => one !== name);
  const maker = value ? null : lowerMaker(x, node);
  if (maker && ofFile) {
    const definition = functionOf(written, [], maker, node);
    return [{ kind: 'function', definition, exported: true, ...at(node) }];
  }
  const jump = value && jumpOf(x, value);
  const kept = jump ? jump.left : value;
  const lowered = maker ? givenBy(maker, node) : kept ? lowerExpression(x, kept) : null;
  if (!ofFile) declare(x, written, type ? textOf(x, type) : '');
  const target = { kind: 'name', name: written, ...at(name) } as const;
  // `val x = a ?: return`: the rest is only reached with a value.
  const wayOut = jump ? [whereNull(written, lowerStatements(x, [jump.right]), jump.right)] : [];
  return [
    { kind: 'assign', target, operator: null, value: lowered, annotation: null, exported: ofFile, ...at(node) },
    ...wayOut,
  ];
}

function jumpOf(x: Lowering, value: Syntax): { readonly left: Syntax; readonly right: Syntax } | null {
  const [left, right] = partsOf(value);
  const isElvis = value.type === 'binary_expression' && tokensOf(value)[0] === '?:';
  return isElvis && left && right && isJump(x, right) ? { left, right } : null;
}

function lowerFor(x: Lowering, node: Syntax): Statement {
  const [variable, values, body] = partsOf(node);
  const name = variable?.type === 'variable_declaration' ? partOf(variable, 'identifier') : undefined;
  const iterable = lowerOptional(x, values, node);
  const names = new Map(name ? [[textOf(x, name), '']] : []);
  return {
    kind: 'for',
    target: name ? { kind: 'name', name: textOf(x, name), ...at(name) } : { kind: 'other', ...at(node) },
    iterable,
    over: 'values',
    body: inScope(x, names, () => (body ? bodyOf(x, body) : [])),
    otherwise: [],
    ...at(node),
  };
}

/** Loops by a condition; how often they run is not known. */
function lowerLoop(x: Lowering, node: Syntax): Statement {
  const inner = partsOf(node);
  const [test, body] = node.type === 'while_statement' ? inner : [inner.at(-1), inner[0]];
  return {
    kind: 'while',
    test: lowerOptional(x, test, node),
    body: body && body !== test ? bodyOf(x, body) : [],
    ...at(node),
  };
}

/** The properties of a file that are made when they are asked for. */
export function madeIn(text: string, nodes: readonly Syntax[]): ReadonlySet<string> {
  const out = new Set<string>();
  for (const node of nodes) {
    const declared = node.type === 'property_declaration' ? partOf(node, 'variable_declaration') : undefined;
    const name = declared && partOf(declared, 'identifier');
    if (name && !valueIn(node) && partOf(node, 'getter', 'property_delegate'))
      out.add(text.slice(name.start, name.end));
  }
  return out;
}
