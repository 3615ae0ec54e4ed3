import type { CallArgument, Expression } from '../../program/program.ts';
import { callOf } from '../placeholders.ts';
import { partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import { classNamed, ownerOf } from './expressions.ts';
import { at, type Lowering, lowerAll, lowerExpression, memberOf, nameAt, textOf, typeOf } from './lowering.ts';

/** Methods that give the stream or list that they are called on, as far as its items go. */
const transparent: ReadonlySet<string> = new Set([
  'stream',
  'parallelStream',
  'toList',
  'collect',
  'sequential',
  'distinct',
  'sorted',
]);

/** Methods that the evaluation models as functions of what they are called on. */
const universal: ReadonlySet<string> = new Set(['isEmpty', 'isBlank', 'trim', 'strip', 'toLowerCase', 'toUpperCase']);

/** Functions of libraries that tell whether a text is there. */
const blank = /^(isEmpty|isBlank|isNullOrEmpty|isAnyBlank)$/;
const present = /^(hasText|hasLength|isNotEmpty|isNotBlank)$/;

export function lowerInvocation(x: Lowering, node: Syntax): Expression {
  const list = partOf(node, 'argument_list');
  const inner = partsOf(node).filter((part) => part !== list && part.type !== 'type_arguments');
  const pointed = tokensOf(node).includes('.');
  const method = inner.at(-1);
  const receiver = pointed ? inner[0] : undefined;
  const name = method ? textOf(x, method) : '';
  const args = list ? argumentsOf(x, partsOf(list)) : [];
  if (!receiver || receiver.type === 'super') return callAlone(x, name, args, node, receiver !== undefined);
  return applyMethod(x, receiver, name, args, node);
}

function argumentsOf(x: Lowering, nodes: readonly Syntax[]): CallArgument[] {
  return nodes.map((node) => ({ value: lowerExpression(x, node), name: null, spread: null, ...at(node) }));
}

/** A method that is named alone is one of a class around, or imported from another. */
function callAlone(
  x: Lowering,
  name: string,
  args: readonly CallArgument[],
  node: Syntax,
  ofSuper: boolean,
): Expression {
  const here = { start: node.start, end: node.start };
  const owner = ofSuper ? undefined : ownerOf(x, name, 'methods');
  const imported = x.members.get(name);
  const holder = owner ? owner(node) : imported !== undefined ? nameAt(imported, here) : nameAt('this', here);
  return call(memberOf(holder, name, here), args, node);
}

function call(callee: Expression, args: readonly CallArgument[], node: Syntax): Expression {
  return { kind: 'call', callee, args, constructs: false, optional: false, ...at(node) };
}

function applyMethod(
  x: Lowering,
  receiver: Syntax,
  name: string,
  args: readonly CallArgument[],
  node: Syntax,
): Expression {
  const object = lowerExpression(x, receiver);
  const values = args.map(({ value }) => value);
  const [first, second] = values;
  const holder = receiver.type === 'identifier' ? textOf(x, receiver) : '';
  if ((name === 'equals' || name === 'equalsIgnoreCase') && first && !second)
    return { kind: 'compare', operator: '==', left: object, right: first, ...at(node) };
  if ((name === 'equals' || name === 'equal') && /^(Objects|StringUtils)$/.test(holder) && first && second)
    return { kind: 'compare', operator: '==', left: first, right: second, ...at(node) };
  if (/^Objects$/.test(holder) && first && /^(isNull|nonNull)$/.test(name))
    return {
      kind: 'compare',
      operator: name === 'isNull' ? 'is' : 'is not',
      left: first,
      right: { kind: 'null', start: first.end, end: first.end },
      ...at(node),
    };
  if (/(Utils|Strings|Util)$/.test(holder) && first && !second) {
    if (blank.test(name)) return callOf('ruby.blank?', [first], node);
    if (present.test(name)) return callOf('ruby.present?', [first], node);
  }
  if ((name === 'contains' || name === 'containsKey') && first && !second)
    return { kind: 'compare', operator: 'in', left: first, right: object, ...at(node) };
  if (transparent.has(name)) return { kind: 'wrap', value: object, transparent: true, ...at(node) };
  if (universal.has(name) && args.length === 0) return callOf(`java.${name}`, [object], node);
  if (isEnvironment(x, holder)) {
    const known = /^(getProperty|getRequiredProperty)$/.exec(name)?.[1];
    if (known && first) return callOf(`spring.${known}`, values, node);
  }
  const renamed = name === 'anyMatch' ? 'some' : name === 'allMatch' ? 'every' : name;
  return call(memberOf(object, renamed, { start: object.start, end: node.end }), args, node);
}

/** A variable or field of Spring's `Environment`. */
function isEnvironment(x: Lowering, name: string): boolean {
  const type = typeOf(x, name) ?? x.classes.findLast(({ fields }) => fields.has(name))?.fields.get(name);
  return /^(Configurable)?Environment$/.test(type ?? '');
}

export function lowerCreation(x: Lowering, node: Syntax): Expression {
  const list = partOf(node, 'argument_list');
  const type = partsOf(node).find(({ type: kind }) => /^(scoped_)?type_identifier$|^generic_type$/.test(kind));
  const named = type?.type === 'generic_type' ? partsOf(type)[0] : type;
  const callee: Expression = named
    ? nameAt(classNamed(x, textOf(x, named)), named)
    : { kind: 'other', operands: [], ...at(node) };
  const args = list ? argumentsOf(x, partsOf(list)) : [];
  return { kind: 'call', callee, args, constructs: true, optional: false, ...at(node) };
}

/** `System::getenv` */
export function lowerReference(x: Lowering, node: Syntax): Expression {
  const [object, name] = partsOf(node);
  if (!object || !name) return { kind: 'other', operands: lowerAll(x, partsOf(node)), ...at(node) };
  return memberOf(lowerExpression(x, object), textOf(x, name), node);
}
