import type { At } from '../../program/program.ts';
import { skipString } from './string-lexer.ts';

/** From each `#` outside of strings to the end of its line. https://docs.python.org/3/reference/lexical_analysis.html#comments */
export function findPythonComments(text: string): At[] {
  const found: At[] = [];
  for (let i = 0; i < text.length; ) {
    const c = text.charCodeAt(i);
    if (c === 34 || c === 39) {
      const end = skipString(text, i);
      i = end < 0 ? Math.max(~end, i + 1) : end;
    } else if (c === 35) {
      const start = i;
      while (i < text.length && text.charCodeAt(i) !== 10 && text.charCodeAt(i) !== 13) i++;
      found.push({ start, end: i });
    } else i++;
  }
  return found;
}
