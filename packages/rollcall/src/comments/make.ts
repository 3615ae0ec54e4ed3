import { commentStart, type MakeLine, readLines } from '../carriers/make/lines.ts';
import type { At } from '../program/program.ts';
import { findShellComments } from './shell.ts';

/** Make's own comments, and those of the shell in recipes. https://www.gnu.org/software/make/manual/html_node/Makefile-Contents.html */
export function findMakeComments(text: string): At[] {
  return readLines(text).flatMap((line) => commentsIn(text, line));
}

function commentsIn(text: string, { start, end, prefixed, body }: MakeLine): At[] {
  const line = text.slice(start, end);
  const own = prefixed ? shift(findShellComments(line.slice(1)), start + 1) : commentOfLine(line, start);
  const inside = body ? shift(findShellComments(text.slice(body.start, body.end)), body.start) : [];
  return [...own, ...inside];
}

function commentOfLine(line: string, start: number): At[] {
  const at = commentStart(line);
  return at < line.length ? [{ start: start + at, end: start + line.length }] : [];
}

function shift(found: readonly At[], by: number): At[] {
  return found.map(({ start, end }) => ({ start: start + by, end: end + by }));
}
