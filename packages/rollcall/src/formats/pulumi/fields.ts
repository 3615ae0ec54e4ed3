import { type Given, openList } from '../../manifests/given.ts';
import { get, text, type Value } from '../../manifests/value.ts';
import { asWritten } from '../../model/text.ts';

/** A field by its name in TypeScript, or as Python writes it. */
export function field(value: Value | null, name: string): Value | null {
  return (
    get(value, name) ??
    get(
      value,
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    )
  );
}

export function fieldAt(value: Value | null, ...names: readonly string[]): Value | null {
  return names.reduce<Value | null>((inner, name) => field(inner, name), value);
}

/** A list or map of which more may be there than was read. */
export function openValue(value: Value): Given {
  const holes = (text(value) ?? []).filter(({ kind }) => kind === 'hole');
  return openList({ written: asWritten(holes), range: value.range });
}
