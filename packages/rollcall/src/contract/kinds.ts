import * as v from 'valibot';
import { isNamePattern } from './patterns.ts';
import { dictionary, type Schema } from './strict-schemas.ts';
import { PLACE_PLACEHOLDERS, SECRET_PLACEHOLDERS, templateProblem } from './templates.ts';

/** Text that says something; it may have several lines. */
export const prose = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'must not be empty'),
);

/** One line of text. */
export const word = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'must not be empty'),
  v.check((text) => !hasControlCharacter(text), 'must be one line without control characters'),
);

/** A name of an environment variable. The system forbids `=` and NUL in it (POSIX, environ); a line break would end it in every format. */
export const variableName = v.pipe(
  v.string(),
  v.check((name) => name !== '', 'a name must not be empty'),
  v.check((name) => !name.includes('='), 'a name must not hold "="'),
  v.check((name) => !hasControlCharacter(name), 'a name must not hold NUL, a line break or another control character'),
);

export const secretTemplate = v.pipe(word, templateOf(SECRET_PLACEHOLDERS));
export const placeTemplate = v.pipe(word, templateOf(PLACE_PLACEHOLDERS));

/** A Google Cloud project, by id or by number. */
export const project = v.union([word, v.pipe(v.number(), v.integer('must be a whole number'))]);

export const isoDate = v.pipe(
  v.string(),
  v.check(isCalendarDay, 'must be a day of the calendar as YYYY-MM-DD'),
  v.metadata({ format: 'date' }),
);

/** A path that starts at the repository's root and stays inside it. */
export const path = v.pipe(
  word,
  v.check(staysInside, 'must be a path from the root of the repository that stays inside it'),
);

export const namePattern = v.pipe(
  v.string(),
  v.check(isNamePattern, 'must be a pattern of name characters, "*" and "?"'),
);

export const regularExpression = v.pipe(v.string(), v.check(isRegularExpression, 'must be a regular expression'));

export const duration = v.union([
  v.pipe(v.number(), v.minValue(0, 'must not be negative')),
  v.pipe(v.string(), v.regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'must be a duration such as 500ms, 20s, 5m or 1h')),
]);

/** A version of a secret: a number, `latest`, or `pinned` (a number that the deployment chooses). */
export const secretVersion = v.union([
  v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1, 'must be 1 or more')),
  v.pipe(v.string(), v.regex(/^(latest|pinned|[1-9]\d*)$/, 'must be "latest", "pinned" or a number')),
]);

/** A plain value. Its text never stands in an error. */
export const plainValue = v.union([v.string(), v.number(), v.boolean()]);

export const need = v.picklist(['build', 'start', 'request']);

export function count(least: number) {
  return v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(least, `must be ${least} or more`));
}

/** One, or a list of them. */
export function oneOrMore<S extends Schema>(schema: S) {
  return v.union([schema, v.array(schema)]);
}

/** One for all environments, or one for each that is named. */
export function perEnvironment<S extends Schema>(schema: S) {
  return v.union([schema, dictionary(word, schema)]);
}

/** A key that may be left out, with the sentence that editors show for it. */
export function key<S extends Schema>(schema: S, description: string) {
  return v.optional(v.pipe(schema, v.description(description)));
}

/** A key that must be there. */
export function mustKey<S extends Schema>(schema: S, description: string) {
  return v.pipe(schema, v.description(description));
}

function templateOf(placeholders: readonly string[]) {
  return v.check(
    (text: string) => templateProblem(text, placeholders) === null,
    ({ input }) => templateProblem(input, placeholders) ?? '',
  );
}

/** Whether text is a day that the calendar has, as YYYY-MM-DD. */
function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function staysInside(path: string): boolean {
  if (path.startsWith('/') || path.startsWith('~') || path.includes('\\') || /^[A-Za-z]:/.test(path)) return false;
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return false;
  }
  return true;
}

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '' && source.length <= 1000;
  } catch {
    return false;
  }
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 127) return true;
  }
  return false;
}
