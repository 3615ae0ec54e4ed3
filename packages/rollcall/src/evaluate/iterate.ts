import { known } from '../model/text.ts';
import type { At } from '../program/program.ts';
import { noteDeciding, type Run, raise, rangeAt, written } from './run.ts';
import { type Item, isOpen, text, type Value } from './value.ts';

/** What a loop over a value yields, in order. `keys`: JavaScript's `for … in`. A dict yields its keys in Python. */
export function iterate(run: Run, value: Value, over: 'values' | 'keys', at: At): readonly Item[] {
  const open: Item = { open: true, written: written(run, at), range: rangeAt(run, at) };
  switch (value.kind) {
    case 'list':
      if (over === 'keys') return value.items.value.map((_, i) => ({ value: text(String(i)), conditional: false }));
      return value.items.value;
    case 'dict': {
      const { entries, open: more } = value.content.value;
      const keys: Item[] = [...entries.values()].map((entry) => ({ value: entry.key, conditional: entry.conditional }));
      return more ? [...keys, open] : keys;
    }
    case 'text': {
      const whole = known(value.text);
      return whole !== null && whole.length <= 64
        ? [...whole].map((c) => ({ value: text(c), conditional: false }))
        : [open];
    }
    case 'environment':
      run.dynamicReads.push(rangeAt(run, at));
      return [open];
    case 'null':
      noteDeciding(run, value);
      if (value.of !== undefined) raise(run, at, ['TypeError', 'Exception']);
      return [];
    case 'union':
      if (value.of.some((one) => one.kind === 'null')) run.risky = true;
      return value.of.flatMap((one) =>
        one.kind === 'null'
          ? []
          : iterate(run, one, over, at).map((item) => (isOpen(item) ? item : { value: item.value, conditional: true })),
      );
    case 'class':
      return [...value.attributes.entries()].flatMap(([, cell]) =>
        cell.value && cell.value.kind !== 'function' && cell.value.kind !== 'lazy'
          ? [{ value: cell.value, conditional: false }]
          : [],
      );
    default:
      return [open];
  }
}
