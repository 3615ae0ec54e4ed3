import type { Range } from '../../model/span.ts';
import { hole, known, type Text } from '../../model/text.ts';
import { differentFrom, equalTo, type Guard } from './guard.ts';
import { markDefault } from './join.ts';
import { type State, writableScope } from './state.ts';
import {
  type Entry,
  type Mark,
  type Option,
  optionsOf,
  type Plain,
  sameText,
  sameValue,
  scalar,
  startsWithEntries,
  UNSET,
  type Value,
  withMark,
} from './values.ts';

/**
 * What holds after a body that ran an unknown number of times, from the states before and after one run: words that it added to a list
 * stand for any number of words, a text that it set may or may not be set.
 */
export function widenState(before: State, after: State, range: Range | null): void {
  for (const [depth, scope] of after.scopes.entries()) {
    if (scope === before.scopes[depth]) continue;
    for (const [name, variable] of scope) {
      const old = before.scopes[depth]?.get(name);
      if (old?.value === variable.value) continue;
      writableScope(after, depth).set(name, {
        ...variable,
        value: widenValue(old?.value ?? UNSET, variable.value, name, range),
      });
    }
  }
  if (after.output && before.output) after.output = widenValue(before.output, after.output, 'output', range);
  after.world = before.world;
}

function widenValue(before: Value, after: Value, name: string, range: Range | null): Value {
  if (sameValue(before, after)) return before;
  const changed = optionsOf(after)
    .map((option) => option.value)
    .filter((value) => !optionsOf(before).some((old) => sameValue(old.value, value)));
  const [first] = changed;
  if (!first) return before;
  if (changed.some((value) => value.kind === 'list')) return widenList(before, changed, name, range);
  if (changed.some((value) => value.kind === 'map')) return first.kind === 'map' ? { ...first, open: true } : first;
  const texts = changed.flatMap((value) => (value.kind === 'scalar' ? [value.text] : []));
  return widenText(before, texts, name, range);
}

function widenList(before: Value, changed: readonly Plain[], name: string, range: Range | null): Value {
  const base: readonly Entry[] = before.kind === 'list' ? before.items : [];
  const open: Entry = { open: true, written: `"\${${name}[@]}"`, range };
  const grown = changed.every((value) => value.kind === 'list' && startsWithEntries(value.items, base));
  return { kind: 'list', items: grown ? [...base, open] : [open] };
}

function startsWith(text: Text, base: Text): boolean {
  return base.length > 0 && base.length < text.length && sameText(text.slice(0, base.length), base);
}

function widenText(before: Value, texts: readonly Text[], name: string, range: Range | null): Value {
  const mark: Mark = { key: `$${name} at ${range?.start}`, subject: `$${name}` };
  const unknown = (): Text => hole(`$${name}`, range).map((piece) => withMark(piece, mark));
  const old = before.kind === 'scalar' ? before.text : null;
  if (old && texts.every((text) => startsWith(text, old)))
    return scalar([...old, { kind: 'hole', written: `$${name}`, range, many: true }]);
  if (isGrowing(old, texts)) return scalar([...(old ?? []), { kind: 'hole', written: `$${name}`, range, many: true }]);
  if (texts.every((text) => known(text) !== null) && texts.length <= 16) return eitherOf(before, texts, mark, unknown);
  const fallback = old ? markDefault(old, mark) : [];
  const whole = known(fallback);
  return scalar(whole === null || whole === '' ? unknown() : fallback);
}

/** A list in one text that began empty: its turn's part has a separator. */
function isGrowing(old: Text | null, texts: readonly Text[]): boolean {
  return (
    (old?.length ?? 0) === 0 &&
    texts.every((text) => text.some((p) => p.kind === 'text' && /^[,|;^]|[,|;^]$/.test(p.text)))
  );
}

/** One of a few words, or what it was before. */
function eitherOf(before: Value, texts: readonly Text[], mark: Mark, unknown: () => Text): Value {
  const options: Option[] = [];
  let rest: Guard = new Map();
  const not: string[] = [];
  for (const text of texts) {
    const word = known(text) ?? '';
    if (not.includes(word)) continue;
    options.push({ guard: new Map([[mark.key, equalTo(mark.subject, word, text, word === '')]]), value: scalar(text) });
    not.push(word);
    rest = new Map([[mark.key, { ...differentFrom(mark.subject, word), not: [...not] }]]);
  }
  const old: Plain = before.kind === 'choice' || before.kind === 'unset' ? scalar(unknown()) : before;
  return { kind: 'choice', options: [...options, { guard: rest, value: old }] };
}
