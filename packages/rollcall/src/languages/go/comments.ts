import type { At } from '../../program/program.ts';
import { newToken, readToken } from './lexer.ts';

/** https://go.dev/ref/spec#Comments */
export function findGoComments(text: string): At[] {
  const found: At[] = [];
  const token = newToken();
  for (let at = 0; at < text.length; at = token.end) {
    readToken(text, at, token);
    if (token.kind === 'comment') found.push({ start: at, end: token.end });
  }
  return found;
}
