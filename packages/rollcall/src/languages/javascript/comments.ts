import type { At } from '../../program/program.ts';
import { nestsTooDeep } from './nesting.ts';
import { parseComments, withoutPreamble } from './parse.ts';
import { type Token, tokenize } from './tokens.ts';

/**
 * The parser's comments where the text parses; else what the lexer leaves out between two tokens.
 * https://tc39.es/ecma262/#sec-comments
 */
export function findJavaScriptComments(text: string): readonly At[] {
  const clean = withoutPreamble(text);
  const tokens = tokenize(clean);
  const parsed = nestsTooDeep(clean, tokens) ? null : parseComments(clean);
  return parsed ?? commentsBetween(clean, tokens);
}

const COMMENT = /\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/** Between two tokens there is nothing but white space and comments. */
function commentsBetween(text: string, tokens: readonly Token[]): At[] {
  const ends = [...tokens, { start: text.length, end: text.length }];
  return ends.flatMap(({ start }, i) => {
    const from = ends[i - 1]?.end ?? 0;
    return [...text.slice(from, start).matchAll(COMMENT)].map(({ 0: whole, index }) => ({
      start: from + index,
      end: from + index + whole.length,
    }));
  });
}
