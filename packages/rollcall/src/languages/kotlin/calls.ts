import type { CallArgument, Expression, Statement } from '../../program/program.ts';
import { callOf } from '../placeholders.ts';
import { partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import { whereNull } from './blocks.ts';
import { classNamed, notNull, ownerOf } from './expressions.ts';
import {
  assign,
  at,
  before,
  callOn,
  givenBy,
  type Lowering,
  lowerExpression,
  lowerOptional,
  memberOf,
  nameAt,
  nothing,
  textOf,
  typeOf,
} from './lowering.ts';

/** A call as written: what is called, with what; a block behind it is the last argument. */
interface Written {
  readonly callee: Syntax;
  readonly args: readonly CallArgument[];
}

function readCall(x: Lowering, node: Syntax): Written | null {
  const [callee] = partsOf(node);
  if (!callee) return null;
  const behind = partOf(node, 'annotated_lambda');
  const list = partOf(node, 'value_arguments');
  const own = list ? partsOf(list).flatMap((one) => readArgument(x, one)) : [];
  const inner = behind && callee.type === 'call_expression' && !partOf(callee, 'annotated_lambda') ? callee : null;
  const first = inner && partOf(inner, 'value_arguments') ? readCall(x, inner) : null;
  const last = behind ? [argument(lowerExpression(x, behind))] : [];
  return first ? { callee: first.callee, args: [...first.args, ...last] } : { callee, args: [...own, ...last] };
}

function readArgument(x: Lowering, node: Syntax): CallArgument[] {
  const parts = partsOf(node);
  const value = parts.at(-1);
  if (!value) return [];
  const name = tokensOf(node).includes('=') && parts.length === 2 && parts[0] ? textOf(x, parts[0]) : null;
  const spread = tokensOf(node).includes('*') ? 'list' : null;
  return [{ value: lowerExpression(x, value), name, spread, ...at(node) }];
}

function argument(value: Expression): CallArgument {
  return { value, name: null, spread: null, ...at(value) };
}

export function lowerCall(x: Lowering, node: Syntax): Expression {
  const call = readCall(x, node);
  if (!call) return nothing(node);
  const { callee, args } = call;
  if (callee.type === 'identifier') return callNamed(x, textOf(x, callee), args, callee, node);
  if (callee.type !== 'navigation_expression') return invoke(lowerExpression(x, callee), args, node);
  const [object, name] = partsOf(callee);
  if (!object || !name) return nothing(node);
  return callMember(x, object, textOf(x, name), args, tokensOf(callee).includes('?.'), node);
}

function invoke(callee: Expression, args: readonly CallArgument[], node: Syntax, optional = false): Expression {
  return { kind: 'call', callee, args, constructs: false, optional, ...at(node) };
}

const LISTS = /^(listOf|listOfNotNull|setOf|arrayOf|mutableListOf|mutableSetOf|arrayListOf|sequenceOf)$/;
const MAPS = /^(mapOf|mutableMapOf|hashMapOf|linkedMapOf)$/;
const REFUSING = /^(require|check|assert)$/;

/** A function by its name alone. Those of the library: https://kotlinlang.org/api/core/kotlin-stdlib/kotlin/ */
function callNamed(x: Lowering, name: string, args: readonly CallArgument[], callee: Syntax, node: Syntax): Expression {
  const values = args.map(({ value }) => value);
  const [first] = values;
  const owner = ownerOf(x, name, 'methods');
  if (typeOf(x, name) !== undefined) return invoke(nameAt(name, callee), args, node);
  if (owner !== undefined) return invoke(memberOf(nameAt(owner, before(node)), name, callee), args, node);
  if (/^[A-Z]/.test(name))
    return {
      kind: 'call',
      callee: nameAt(classNamed(x, name), callee),
      args,
      constructs: true,
      optional: false,
      ...at(node),
    };
  if (name === 'error' || name === 'TODO') return givenBy([refusal('IllegalStateException', values, node)], node);
  if (REFUSING.test(name) && first) return givenBy([refuseUnless(first, node)], node);
  if (/^(requireNotNull|checkNotNull)$/.test(name) && first) return notNull(first, node);
  if (name === 'exitProcess') return invoke(memberOf(nameAt('System', before(node)), 'exit', callee), args, node);
  if (name === 'getenv' && x.imports.get(name) === 'java.lang.System.getenv')
    return invoke(memberOf(nameAt('System', before(node)), 'getenv', callee), args, node);
  if (LISTS.test(name))
    return {
      kind: 'list',
      sort: 'list',
      items: args.map(({ value, spread }) => ({ value, spread: spread !== null })),
      ...at(node),
    };
  if (MAPS.test(name)) return mapOf(values, node);
  if (name === 'lazy' && values.at(-1)?.kind === 'function') return invoke(values.at(-1) ?? nothing(node), [], node);
  if (name === 'run' && first?.kind === 'function') return invoke(first, [], node);
  return invoke(nameAt(name, callee), args, node);
}

function refusal(exception: string, values: readonly Expression[], node: Syntax): Statement {
  const made = callOn(nameAt(exception, before(node)), values, node);
  return { kind: 'raise', value: made.kind === 'call' ? { ...made, constructs: true } : made, ...at(node) };
}

function refuseUnless(test: Expression, node: Syntax): Statement {
  const not: Expression = { kind: 'not', value: test, ...at(test) };
  return { kind: 'if', test: not, then: [refusal('IllegalArgumentException', [], node)], otherwise: [], ...at(node) };
}

function mapOf(values: readonly Expression[], node: Syntax): Expression {
  const entries = values.flatMap((value) => {
    const [key, held] = value.kind === 'list' && value.sort === 'tuple' ? value.items : [];
    return key && held ? [{ key: key.value, value: held.value }] : [];
  });
  return { kind: 'dict', entries, ...at(node) };
}

/** Methods that give what they are called on, as far as its items go. */
const SAME =
  /^(toList|toSet|toMutableList|asSequence|asIterable|distinct|sorted|filterNotNull|stream|collect|toString|toIntOrNull|toLongOrNull|toDoubleOrNull|toFloatOrNull|toBooleanStrictOrNull)$/;
const NUMBERS = /^to(Int|Long|Double|Float|Short|BigDecimal|BigInteger)$/;

/** Methods that the evaluation models as functions of what they are called on. */
const MODELLED: Readonly<Record<string, string>> = {
  isEmpty: 'java.isEmpty',
  isBlank: 'java.isBlank',
  isNullOrEmpty: 'ruby.blank?',
  isNullOrBlank: 'ruby.blank?',
  trim: 'java.trim',
  lowercase: 'java.toLowerCase',
  toLowerCase: 'java.toLowerCase',
  uppercase: 'java.toUpperCase',
  toUpperCase: 'java.toUpperCase',
};
const NEGATED: Readonly<Record<string, string>> = { isNotEmpty: 'java.isEmpty', isNotBlank: 'java.isBlank' };
const RENAMED: Readonly<Record<string, string>> = { any: 'some', all: 'every' };

const HELD = '&held';

/** `x?.let { … }`: what is called only where there is something, and nothing where there is not. */
function whereThere(value: Expression, there: Expression, node: Syntax): Expression {
  const held = nameAt(HELD, before(node));
  const give = (one: Expression): Statement => ({ kind: 'return', value: one, ...at(node) });
  return givenBy([assign(HELD, value, before(node)), whereNull(HELD, [give(held)], node), give(there)], node);
}

function callMember(
  x: Lowering,
  receiver: Syntax,
  name: string,
  args: readonly CallArgument[],
  optional: boolean,
  node: Syntax,
): Expression {
  const object = lowerExpression(x, receiver);
  const values = args.map(({ value }) => value);
  const known = knownMember(x, receiver, optional ? nameAt(HELD, before(node)) : object, name, values, node);
  if (known) return optional ? whereThere(object, known, node) : known;
  const renamed = (Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined) ?? name;
  return invoke(memberOf(object, renamed, { start: object.start, end: node.end }, optional), args, node, optional);
}

function knownMember(
  x: Lowering,
  receiver: Syntax,
  object: Expression,
  name: string,
  values: readonly Expression[],
  node: Syntax,
): Expression | null {
  const [first, second] = values;
  const modelled = Object.hasOwn(MODELLED, name) ? MODELLED[name] : undefined;
  if (modelled && !first) return callOf(modelled, [object], node);
  const negated = Object.hasOwn(NEGATED, name) ? NEGATED[name] : undefined;
  if (negated && !first) return { kind: 'not', value: callOf(negated, [object], node), ...at(node) };
  if (SAME.test(name)) return { kind: 'wrap', value: object, transparent: true, ...at(node) };
  if (NUMBERS.test(name) && !first)
    return callOn(memberOf(nameAt('Integer', before(node)), 'parseInt', before(node)), [object], node);
  if (/^toBoolean(Strict)?$/.test(name) && !first) return comparing('==', object, textAt('true', node), node);
  if (name === 'orEmpty') return { kind: 'logic', operator: '??', left: object, right: textAt('', node), ...at(node) };
  if (/^if(Empty|Blank)$/.test(name) && first)
    return { kind: 'logic', operator: 'or', left: object, right: resultOf(first, [], node), ...at(node) };
  if (name === 'equals' && first) return comparing('==', object, first, node);
  if (/^contains(Key)?$/.test(name) && first && !second) return comparing('in', first, object, node);
  if (name === 'getValue' && first) return notNull(callOn(memberOf(object, 'get', before(node)), [first], node), node);
  if (name === 'getOrElse' && first && second?.kind === 'function')
    return {
      kind: 'logic',
      operator: '??',
      left: callOn(memberOf(object, 'get', before(node)), [first], node),
      right: resultOf(second, [], node),
      ...at(node),
    };
  if (/^(let|run)$/.test(name) && first?.kind === 'function') return callOn(first, [object], node);
  if (/^(also|apply)$/.test(name) && first?.kind === 'function') return andGive(object, first, node);
  if (/^takeIf$/.test(name)) return { kind: 'wrap', value: object, transparent: true, ...at(node) };
  const asked = /^(getProperty|getRequiredProperty|get)$/.exec(name)?.[1];
  if (asked && first && isEnvironment(x, receiver))
    return callOf(`spring.${asked === 'get' ? 'getProperty' : asked}`, values, node);
  return null;
}

/** What a block gives that is called at once; a block of one value is that value. */
function resultOf(block: Expression, values: readonly Expression[], node: Syntax): Expression {
  const [only, ...others] = block.kind === 'function' ? block.definition.body : [];
  if (only?.kind === 'return' && only.value && others.length === 0) return only.value;
  return callOn(block, values, node);
}

function andGive(object: Expression, block: Expression, node: Syntax): Expression {
  const held = nameAt(HELD, before(node));
  return givenBy(
    [
      assign(HELD, object, before(node)),
      { kind: 'expression', value: callOn(block, [held], node), ...at(node) },
      { kind: 'return', value: held, ...at(node) },
    ],
    node,
  );
}

function comparing(operator: '==' | 'in', left: Expression, right: Expression, node: Syntax): Expression {
  return { kind: 'compare', operator, left, right, ...at(node) };
}

function textAt(value: string, { end }: Syntax): Expression {
  return { kind: 'string', value, contentStart: -1, start: end, end };
}

/** A variable or property of Spring's `Environment`. */
function isEnvironment(x: Lowering, node: Syntax): boolean {
  const name = node.type === 'identifier' ? textOf(x, node) : '';
  const type = typeOf(x, name) ?? x.classes.findLast(({ fields }) => fields.has(name))?.fields.get(name);
  return /^(Configurable)?Environment$/.test(type ?? '');
}

/** `environment["x"]` of Spring's `Environment`. https://docs.spring.io/spring-framework/docs/current/kdoc-api/spring-core/org.springframework.core.env/index.html */
export function propertyByIndex(x: Lowering, node: Syntax): Expression | null {
  const [object, index] = partsOf(node);
  if (!object || !isEnvironment(x, object)) return null;
  return callOf('spring.getProperty', [lowerOptional(x, index, node)], node);
}
