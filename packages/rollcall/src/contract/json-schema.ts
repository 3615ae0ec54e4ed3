import { toJsonSchema } from '@valibot/to-json-schema';
import { contractSchema } from './schema.ts';

/**
 * The contract's JSON Schema (draft 7, which editors know best), with a sentence for each key. It is a little wider than the contract:
 * references between its parts, dates of the calendar and templates are checked by `loadContract` alone. Only the generator of the docs calls
 * this; the library that converts is no dependency of the tool.
 */
export function contractJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = toJsonSchema(contractSchema, { target: 'draft-07', ignoreActions: ['check'] });
  return { $schema, title: 'Rollcall contract', ...schema };
}
