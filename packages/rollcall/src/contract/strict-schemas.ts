import * as v from 'valibot';
import { nearest } from './nearest.ts';
import { showName } from './places.ts';

/** Any schema of ours: none transforms, so what goes in is what comes out. */
export type Schema = v.GenericSchema;

/**
 * A mapping with these keys and no others. Unlike valibot's own strict object it reports every unknown key, with the nearest valid
 * one, and it does not take a list for a mapping.
 */
export function fields<const E extends v.ObjectEntries>(entries: E): v.StrictObjectSchema<E, undefined> {
  const inner = v.strictObject(entries);
  const known = Object.keys(entries);
  return {
    ...inner,
    '~run'(dataset, config) {
      const input = dataset.value;
      if (!isMapping(input)) return notMapping(inner, dataset, config);
      const unknown = Object.keys(input).filter((key) => !known.includes(key));
      const out = inner['~run']({ value: pick(input, known) }, config);
      for (const key of unknown) {
        v._addIssue(inner, 'key', out, config, {
          input: undefined,
          expected: 'never',
          received: 'unknown',
          message: unknownKey(key, known),
          path: [{ type: 'object', origin: 'key', input, key, value: undefined }],
        });
      }
      return out;
    },
  };
}

/**
 * A mapping whose keys are the user's: names of variables, environments, services. Unlike valibot's record it leaves no key out:
 * `__proto__` and `constructor` are names like any other.
 */
export function dictionary<V extends Schema>(
  key: v.GenericSchema<string, string>,
  value: V,
): v.RecordSchema<v.GenericSchema<string, string>, V, undefined> {
  const inner = v.record(key, value);
  return {
    ...inner,
    '~run'(dataset, config) {
      const input = dataset.value;
      if (!isMapping(input)) return notMapping(inner, dataset, config);
      const issues: v.BaseIssue<unknown>[] = [];
      for (const [name, entry] of Object.entries(input)) {
        const item = { type: 'object', origin: 'value', input, key: name, value: entry } as const;
        for (const issue of key['~run']({ value: name }, config).issues ?? [])
          issues.push({ ...issue, path: [{ ...item, origin: 'key' }] });
        for (const issue of value['~run']({ value: entry }, config).issues ?? [])
          issues.push({ ...issue, path: [item, ...(issue.path ?? [])] });
      }
      const [first, ...rest] = issues;
      if (!first) return { typed: true, value: input as v.InferOutput<typeof inner> };
      return { typed: false, value: input, issues: [first, ...rest] as never };
    },
  };
}

/** The schema's own refusal of a value that is no mapping: it takes every object, lists too, so it is shown none. */
function notMapping<S extends Schema>(schema: S, { value }: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
  const refused = schema['~run']({ value: null }, config);
  for (const issue of refused.issues ?? []) Object.assign(issue, { input: value });
  return refused as never;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const shown = `unknown key ${showName(key)}`;
  return near === null ? `${shown}; valid keys: ${known.join(', ')}` : `${shown}; nearest valid key: "${near}"`;
}

function pick(input: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  const out: Record<string, unknown> = Object.create(null);
  for (const key of keys) if (Object.hasOwn(input, key)) out[key] = input[key];
  return out;
}
