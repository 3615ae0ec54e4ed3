import type { Token } from './tokens.ts';

/** Prefixes and operators that nest, as far as they can be told in text; prose between two commas holds far fewer. */
const nesting =
  /[,;\n]|=>|[?:!~<]|\b(?:typeof|new|await|yield|void|delete|keyof|else|do|async|extends|infer|readonly|if|for|while)\b/g;

/**
 * A lexer without a grammar can take code for a string, a comment, a template or a regular expression (text between tags holds
 * quotes). What these would add to the nesting if they were code is therefore limited too, with the weights of code: brackets
 * and tags left open over all of them, and the longest run of operators in one.
 */
export function hidesTooMuch(text: string, tokens: readonly Token[], limit: number): boolean {
  let open = 0;
  let from = 0;
  for (const token of tokens) {
    const isCode =
      token.kind === 'word' || token.kind === 'number' || (token.kind === 'punctuator' && token.text !== '/*');
    for (const end of isCode ? [token.start] : [token.start, token.end]) {
      const { left, most } = weighHidden(text, from, end);
      if (open + most > limit) return true;
      open = Math.max(0, open + left);
      from = end;
    }
    from = token.end;
  }
  return open + weighHidden(text, from, text.length).most > limit;
}

/** What a stretch leaves open at its end, and the most that is open within. */
function weighHidden(text: string, start: number, end: number): { left: number; most: number } {
  let left = 0;
  let most = 0;
  if (end - start < 2) return { left, most };
  for (let i = start; i < end; i++) {
    left += weightAt(text, i);
    if (left > most) most = left;
  }
  return { left, most: end - start < 2_000 ? most : most + longestRun(text.slice(start, end)) };
}

function weightAt(text: string, i: number): number {
  switch (text.charCodeAt(i)) {
    case 40: // (
    case 91: // [
    case 123: // {
      return 4;
    case 41: // )
    case 93: // ]
    case 125: // }
      return -4;
    case 60: // <
      return text.charCodeAt(i + 1) === 47 ? -1 : /[\w$>]/.test(text.charAt(i + 1)) ? 1 : 0;
    case 47: // />
      return text.charCodeAt(i + 1) === 62 ? -1 : 0;
    default:
      return 0;
  }
}

function longestRun(text: string): number {
  let run = 0;
  let longest = 0;
  for (const [mark] of text.matchAll(nesting)) {
    run = mark === ',' || mark === ';' || mark === '\n' ? 0 : run + 2;
    longest = Math.max(longest, run);
  }
  return longest;
}
