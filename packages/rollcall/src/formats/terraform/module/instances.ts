import { asWritten, hole, literal, type Text } from '../../../model/text.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { eachOf, type Round, roundsOf } from '../evaluate/loops.ts';
import { type Scope, withNames } from '../evaluate/scope.ts';
import { knownText, objectValue, plainText, unknown, type Value } from '../evaluate/value.ts';
import type { Block } from '../hcl/syntax.ts';
import { attributeIn } from './definitions.ts';

/** More instances than these are told as one. */
const MOST = 60;

/** One of the resources or calls that a block makes. */
export interface Instance {
  readonly scope: Scope;
  /** By what `for_each` tells it from the others; null: it is alone, or told by `count`. */
  readonly key: Text | null;
}

/**
 * The instances that a block makes, each with the names that it sees. Of how many nobody knows, one stands for all.
 * Source: https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
 */
export function instancesOf(block: Block, scope: Scope): readonly Instance[] {
  const forEach = attributeIn(block.body, 'for_each');
  if (forEach) return eachInstances(forEach.value, scope);
  const count = attributeIn(block.body, 'count');
  if (!count) return [{ scope, key: null }];
  const number = knownText(evaluate(count.value, scope));
  if (number === '0' && count.value.kind === 'literal') return [];
  const known = number !== null && /^\d{1,2}$/.test(number) ? Number(number) : 1;
  if (known <= 1 || known > MOST)
    return [countInstance(known === 1 ? plainText('0') : unknown('count.index', count.range), scope)];
  return Array.from({ length: known }, (_, i) => countInstance(plainText(String(i)), scope));
}

function countInstance(index: Value, scope: Scope): Instance {
  const place = { path: '', start: 0, end: 0 };
  const count = objectValue([{ key: literal('index'), value: index, conditional: false, range: place }]);
  return { scope: withNames(scope, [['count', count]]), key: null };
}

function eachInstances(forEach: Parameters<typeof evaluate>[0], scope: Scope): readonly Instance[] {
  const { range } = forEach;
  const at = { written: scope.around.written(range), range };
  const { rounds, open } = roundsOf(evaluate(forEach, scope), at);
  const made = rounds.length > MOST ? [] : rounds.map((round) => eachInstance(asMember(round), scope));
  if (made.length > 0 && !open) return made;
  if (rounds.length === 0 && !open && forEach.kind === 'object') return [];
  // What there may be beside those that are known.
  const rest: Round = {
    key: unknown('each.key', range),
    value: unknown('each.value', range),
    conditional: true,
    range,
  };
  return [...made, eachInstance(rest, scope)];
}

/** Of a list, `for_each` takes only what `toset` has made of it: the key is the member. */
function asMember(round: Round): Round {
  const isIndex = round.key.kind === 'text' && round.key.text.every(({ range }) => range === null);
  return isIndex && round.value.kind === 'text' ? { ...round, key: round.value } : round;
}

function eachInstance(round: Round, scope: Scope): Instance {
  const each = withNames(scope, [['each', eachOf(round)]]);
  return { scope: each, key: round.key.kind === 'text' ? round.key.text : hole('each.key', round.range) };
}

/** What a name of a block stands for: one instance, or all of them by their keys. */
export function valueOfInstances(block: Block, instances: readonly Instance[], make: (at: number) => Value): Value {
  if (!attributeIn(block.body, 'for_each')) {
    if (instances.length <= 1) return instances.length === 0 ? { kind: 'null', assumed: false } : make(0);
    const items = instances.map((_, at) => ({ value: make(at), conditional: false, range: block.range }));
    return { kind: 'list', items, open: null, assumed: false };
  }
  const entries = instances.flatMap(({ key }, at) =>
    key === null ? [] : [{ key, value: make(at), conditional: false, range: block.range }],
  );
  const rest = entries.find(({ key }) => asWritten(key) === 'each.key');
  return objectValue(
    entries.filter((one) => one !== rest),
    rest ? { written: '…', range: block.range } : null,
  );
}
