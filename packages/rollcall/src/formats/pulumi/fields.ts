import { get, type Value } from '../../manifests/value.ts';

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
