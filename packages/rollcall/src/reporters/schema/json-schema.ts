import { toJsonSchema } from '@valibot/to-json-schema';
import { OUTPUT_SCHEMAS } from './output-schemas.ts';
import { span } from './parts.ts';

/**
 * The JSON Schemas (draft 7) of what the commands print. Only the generator of the docs calls this; the library that converts is no
 * dependency of the tool.
 */
export function outputJsonSchemas(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  return new Map(
    Object.entries(OUTPUT_SCHEMAS).map(([name, form]) => {
      const { $schema, ...schema } = toJsonSchema(form, { target: 'draft-07', definitions: { span } });
      return [name, { $schema, title: `rollcall/${name}@1`, ...schema }];
    }),
  );
}
