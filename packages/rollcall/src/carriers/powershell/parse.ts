import type { Range } from '../../model/span.ts';
import { rangeOf, type Text } from '../../model/text.ts';
import { openCursor, take, Unparsed } from './cursor.ts';
import { parseStatements } from './statements.ts';
import type { Script, Statement } from './syntax.ts';

/** Errors after which the rest of a text is left. */
const MOST_ERRORS = 20;

/**
 * Parses a script. What does not parse is told, and reading goes on with the next line.
 *
 * The grammar package's own parser takes `--set-env-vars=$x` and `--set-secrets=A=a:1` for errors (a `-` begins a parameter there, an `=`
 * ends it), and so loses the very words that matter here.
 */
export function parseScript(text: Text): Script & { place(start: number, end: number): Range | null } {
  const cursor = openCursor(text);
  const place = (start: number, end: number): Range | null => {
    const first = rangeOf(cursor.flat.cut(start, Math.min(end, start + 1)));
    const last = rangeOf(cursor.flat.cut(Math.max(start, end - 1), end));
    return first && last && first.path === last.path ? { ...first, end: Math.max(first.end, last.end) } : first;
  };
  const body: Statement[] = [];
  const broken: Range[] = [];
  while (cursor.at < cursor.chars.length && broken.length < MOST_ERRORS) {
    const before = cursor.at;
    try {
      body.push(...parseStatements(cursor, '', 1));
    } catch (error) {
      if (!(error instanceof Unparsed) && !(error instanceof RangeError)) throw error;
      Object.assign(cursor, { at: before, depth: 0, lists: true });
      take(cursor, /\s*[^\r\n]*(?:\r\n?|\n|$)/y);
      const range = place(before, cursor.at);
      if (range) broken.push(range);
    }
  }
  return { body, broken, place };
}
