import * as v from 'valibot';
import { ERRORS } from '../../errors.ts';
import { check, diff } from './check.ts';
import { explain } from './explain.ts';
import { history } from './history.ts';
import { text, texts, told, tool } from './parts.ts';
import { postmortem } from './postmortem.ts';
import { scan } from './scan.ts';

const init = v.strictObject({
  schema: v.literal('rollcall/init@1'),
  tool,
  written: told(text, 'The file that was written.'),
  text: told(text, 'What stands in it.'),
});

const error = v.strictObject({
  schema: v.literal('rollcall/error@1'),
  tool,
  error: v.strictObject({
    code: told(text, 'The kind of error.'),
    what: told(text, 'What is so, and why it stops.'),
    fix: told(text, 'The way out.'),
    details: texts,
  }),
  exitCode: v.picklist([...new Set(Object.values(ERRORS).map(({ exitCode }) => exitCode))]),
});

/**
 * The form of everything that `--format json` prints: the word after `rollcall/` in its `schema` → the schema. A field that is taken away
 * or means something else makes a new version.
 */
export const OUTPUT_SCHEMAS = { scan, check, diff, history, postmortem, explain, init, error } as const;
