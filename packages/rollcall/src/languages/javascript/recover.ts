import type { Program } from 'oxc-parser';
import { parseProgram } from './parse.ts';
import type { Token } from './tokens.ts';

export interface Part {
  readonly start: number;
  readonly end: number;
  /** Null for a part that does not parse. */
  readonly program: Program | null;
}

/** Parses tried on one broken text; what is left after them counts as broken. */
const mostTries = 400;

const starters = new Set(
  'import export const let var function async class abstract interface type enum namespace declare module if for do switch try return throw'.split(
    ' ',
  ),
);
/** At the first column these begin a statement of the top level, whatever brackets are still open. */
const anchors = new Set(['import', 'export', 'const', 'let', 'var', 'function', 'async', 'class']);
const continuers = new Set(['else', 'catch', 'finally', 'instanceof', 'in', 'of', 'as', 'satisfies', 'from', 'while']);

/**
 * Parses as much as can be of a text that does not parse whole: it is cut where top-level statements seem to end, and halved
 * until the parts parse or are single statements.
 */
export function parseInParts(text: string, tokens: readonly Token[]): Part[] {
  const cuts = cutStatements(text, tokens);
  const parts: Part[] = [];
  let tries = 0;
  const visit = (from: number, to: number): void => {
    const start = tokens[cuts[from] ?? 0]?.start ?? 0;
    const end = tokens[(cuts[to] ?? tokens.length) - 1]?.end ?? text.length;
    const program = tries++ < mostTries ? parseProgram(text.slice(start, end), end - start) : null;
    if (program || to - from <= 1 || tries >= mostTries) {
      parts.push({ start, end, program });
      return;
    }
    const middle = (from + to) >> 1;
    visit(from, middle);
    visit(middle, to);
  };
  visit(0, cuts.length);
  return parts;
}

/** Indexes of the tokens that begin a top-level statement; a line of a merge conflict's marks stands alone. */
function cutStatements(text: string, tokens: readonly Token[]): number[] {
  const cuts: number[] = [];
  let depth = 0;
  let marked = false;
  for (const [i, token] of tokens.entries()) {
    const anchored = token.afterLine && startsLine(text, token) && (anchors.has(token.text) || isMark(text, token));
    if (anchored || (marked && token.afterLine)) depth = 0;
    if (anchored || i === 0 || (depth === 0 && beginsStatement(tokens[i - 1], token, marked))) cuts.push(i);
    if (token.afterLine) marked = isMark(text, token) && startsLine(text, token);
    if (token.kind !== 'punctuator') continue;
    if ('([{'.includes(token.text)) depth++;
    else if (')]}'.includes(token.text)) depth = Math.max(0, depth - 1);
  }
  return cuts;
}

function beginsStatement(before: Token | undefined, token: Token, marked: boolean): boolean {
  if (marked && token.afterLine) return true;
  if (token.kind === 'word' && continuers.has(token.text)) return false;
  if (before?.text === ';') return true;
  if (!token.afterLine) return false;
  if (token.kind === 'word' && starters.has(token.text)) return true;
  return before?.text === '}' && (token.kind === 'word' || token.text === '@');
}

function startsLine(text: string, token: Token): boolean {
  const before = text.charCodeAt(token.start - 1);
  return token.start === 0 || before === 10 || before === 13;
}

function isMark(text: string, token: Token): boolean {
  return /^(?:<{7}|={7}|>{7}|\|{7})(?![<=>|])/.test(text.slice(token.start, token.start + 8));
}
