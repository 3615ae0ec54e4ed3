import * as v from 'valibot';
import { DEPLOYMENT_CARRIERS, FORMAT_IDS } from '../../model/deployment.ts';

/** Adds a sentence for people to a part of a schema. */
export function told<S extends v.GenericSchema>(schema: S, sentence: string) {
  return v.pipe(schema, v.description(sentence));
}

export const text = v.string();
export const texts = v.array(v.string());
export const textOrNull = v.nullable(v.string());
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const fromOne = v.pipe(v.number(), v.integer(), v.minValue(1));

/** A place in a file. Lines and columns count from 1, columns and offsets in UTF-16 units; `end` is the first offset behind it. */
export const span = v.strictObject({
  path: told(text, 'The file, relative to the root.'),
  start: told(count, 'The first offset, in UTF-16 units.'),
  end: told(count, 'The first offset behind it.'),
  line: told(fromOne, 'The line, from 1.'),
  column: told(fromOne, 'The column, from 1, in UTF-16 units.'),
  endLine: told(fromOne, 'The line of its end.'),
  endColumn: told(fromOne, 'The column of its end.'),
});

export const tool = told(text, 'The version of Rollcall that wrote it.');
export const complete = told(v.boolean(), 'Nothing that matters was left unread.');
export const missingObjects = told(texts, 'Ids of git objects that the repository lacks.');
export const service = told(textOrNull, 'The id of the service; null: it is not known, or it is about none.');
export const environment = told(textOrNull, 'The environment by its name in the contract; null: not known.');
export const names = told(v.union([v.literal('all'), texts]), 'The names that are left open: all, or these.');
export const format = told(v.picklist(FORMAT_IDS), 'The deployment format that states it.');
export const carrier = told(v.picklist(DEPLOYMENT_CARRIERS), 'The language of the file that holds it.');

export const coverage = told(
  v.strictObject({
    files: told(count, 'Files with a format or a language that is read.'),
    parsed: told(count, 'Those that were read in full.'),
    partly: told(count, 'Those of which a part was not understood.'),
    skipped: told(count, 'Those that were not read.'),
  }),
  'How much of the tree was looked at.',
);
