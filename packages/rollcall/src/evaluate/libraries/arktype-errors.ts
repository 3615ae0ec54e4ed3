import { alternatives, type ObjectValue, type Value } from '../value.ts';

/** What an ArkType schema gives for an input that it refuses. https://arktype.io/docs/intro/your-first-type */
export const ARKTYPE_ERRORS: ObjectValue = { kind: 'object', class: null, attributes: new Map() };

/** `out instanceof type.errors`; null for any other class. */
export function isArktypeError(value: Value, of: Value): boolean | null {
  if (of.kind !== 'builtin' || !/^arktype\.(type\.errors|ArkErrors|ArkError)$/.test(of.name)) return null;
  const told = new Set(
    alternatives(value).map((one) => (one === ARKTYPE_ERRORS ? true : one.kind === 'dict' ? false : null)),
  );
  const [only = null] = told;
  return told.size === 1 ? only : null;
}
