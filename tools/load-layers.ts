import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';

const layer = v.strictObject({
  imports: v.array(v.string()),
  types: v.optional(v.array(v.string()), []),
  opens: v.optional(v.boolean(), false),
});
const schema = v.strictObject({ root: v.string(), layers: v.record(v.string(), layer) });

export interface Layers {
  /** The file that lists them, for messages. */
  readonly file: string;
  /** The folder whose parts are the layers, relative to the repository. */
  readonly root: string;
  readonly layers: ReadonlyMap<string, v.InferOutput<typeof layer>>;
}

/** Reads one `layers*.json`. @throws when it does not have its form, or names a layer that it does not list */
export function loadLayers(path: string): Layers {
  const file = `tools/${basename(path)}`;
  const { root, layers } = v.parse(schema, JSON.parse(readFileSync(path, 'utf8')));
  for (const [name, { imports, types }] of Object.entries(layers)) {
    const unknown = [...imports, ...types].find((other) => !Object.hasOwn(layers, other));
    if (unknown !== undefined) throw new Error(`${file}: ${name} may import ${unknown}, which is not listed`);
  }
  return { file, root, layers: new Map(Object.entries(layers)) };
}
