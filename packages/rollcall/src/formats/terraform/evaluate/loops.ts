import type { Range } from '../../../model/span.ts';
import { asWritten, literal, type Text } from '../../../model/text.ts';
import type { ForExpression } from '../hcl/syntax.ts';
import { evaluate } from './evaluate.ts';
import { type Scope, withNames } from './scope.ts';
import { asText, type Entry, type Item, listValue, type Open, objectValue, plainText, type Value } from './value.ts';

/** One round of a loop over a collection. */
export interface Round {
  readonly key: Value;
  readonly value: Value;
  readonly conditional: boolean;
  readonly range: Range;
}

/** What a loop goes over, and whether there may be more of it. */
export interface Rounds {
  readonly rounds: readonly Round[];
  readonly open: Open | null;
}

export function roundsOf(collection: Value, at: Open): Rounds {
  switch (collection.kind) {
    case 'list': {
      const rounds = collection.items.map((item, i) => ({ ...item, key: plainText(String(i)) }));
      return { rounds, open: collection.open };
    }
    case 'object': {
      const rounds = collection.entries.map((entry): Round => {
        const key: Value = { kind: 'text', text: entry.key, assumed: false };
        return { key, value: entry.value, conditional: entry.conditional, range: entry.range };
      });
      return { rounds, open: collection.open };
    }
    case 'null':
      return { rounds: [], open: null };
    default:
      return { rounds: [], open: at };
  }
}

/** https://developer.hashicorp.com/terraform/language/expressions/for */
export function makeFor(expression: ForExpression, scope: Scope): Value {
  const { range } = expression;
  const collection = evaluate(expression.collection, scope);
  const at = { written: scope.around.written(expression.collection.range), range };
  const { rounds, open } = roundsOf(collection, at);
  const items: Item[] = [];
  const entries: Entry[] = [];
  for (const round of rounds) {
    const [first = '', second] = expression.names;
    const names: (readonly [string, Value])[] =
      second === undefined
        ? [[first, round.value]]
        : [
            [first, round.key],
            [second, round.value],
          ];
    const inner = withNames(scope, names);
    const kept = keeps(expression, inner);
    if (kept === 'no') continue;
    const made: Item = {
      value: evaluate(expression.value, inner),
      conditional: round.conditional || kept === 'maybe',
      range: round.range,
    };
    if (expression.key) addEntry(entries, { ...made, key: asText(evaluate(expression.key, inner)) }, expression);
    else items.push(made);
  }
  return expression.key ? objectValue(entries, open) : listValue(items, open);
}

function keeps({ condition }: ForExpression, scope: Scope): 'yes' | 'no' | 'maybe' {
  const test = condition && evaluate(condition, scope);
  if (!test) return 'yes';
  if (test.kind !== 'boolean' || test.assumed) return 'maybe';
  return test.value ? 'yes' : 'no';
}

function addEntry(entries: Entry[], made: Entry, { groups }: ForExpression): void {
  if (!groups) {
    entries.push(made);
    return;
  }
  const at = entries.findIndex(({ key }) => sameText(key, made.key));
  const before = entries[at];
  const list = before?.value.kind === 'list' ? before.value.items : [];
  const entry: Entry = { ...(before ?? made), value: listValue([...list, { ...made }]) };
  if (before) entries[at] = entry;
  else entries.push(entry);
}

function sameText(a: Text, b: Text): boolean {
  return asWritten(a) === asWritten(b);
}

/** The instances that `count` or `for_each` make, each with the names that it sees. */
export function eachOf(round: Round): Value {
  const { range, key, value } = round;
  const entries: Entry[] = [
    { key: literal('key'), value: key, conditional: false, range },
    { key: literal('value'), value, conditional: false, range },
  ];
  return objectValue(entries);
}
