const NEWLINE = 10;

/** Where the token that begins at `at` ends, and what kind of thing it is. */
export interface Token {
  kind: 'space' | 'newline' | 'comment' | 'word' | 'literal' | 'open' | 'close' | 'other';
  end: number;
  /** False for a string or comment without an end. */
  sound: boolean;
}

/** Reads one token into `token`; any text is some token. https://go.dev/ref/spec#Lexical_elements */
export function readToken(text: string, at: number, token: Token): void {
  const c = text.charCodeAt(at);
  token.sound = true;
  if (c === NEWLINE) return set(token, 'newline', at + 1);
  if (c === 32 || c === 9 || c === 13 || c === 0xfeff) return set(token, 'space', at + 1);
  if (c === 47 && text.charCodeAt(at + 1) === 47) return lineComment(text, at, token);
  if (c === 47 && text.charCodeAt(at + 1) === 42) return blockComment(text, at, token);
  if (isWordUnit(c)) return word(text, at, token);
  if (c === 34 || c === 39) return quoted(text, at, c, token);
  if (c === 96) return raw(text, at, token);
  if (c === 40 || c === 91 || c === 123) return set(token, 'open', at + 1);
  if (c === 41 || c === 93 || c === 125) return set(token, 'close', at + 1);
  set(token, 'other', at + 1);
}

export function newToken(): Token {
  return { kind: 'other', end: 0, sound: true };
}

function set(token: Token, kind: Token['kind'], end: number): void {
  token.kind = kind;
  token.end = end;
}

/** Letters, digits, the underscore, and whatever is not ASCII. */
function isWordUnit(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c >= 128;
}

function word(text: string, at: number, token: Token): void {
  let end = at + 1;
  while (end < text.length && isWordUnit(text.charCodeAt(end))) end++;
  set(token, 'word', end);
}

function lineComment(text: string, at: number, token: Token): void {
  const end = text.indexOf('\n', at);
  set(token, 'comment', end < 0 ? text.length : end);
}

function blockComment(text: string, at: number, token: Token): void {
  const end = text.indexOf('*/', at + 2);
  set(token, 'comment', end < 0 ? text.length : end + 2);
  token.sound = end >= 0;
}

function quoted(text: string, at: number, quote: number, token: Token): void {
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) i++;
    else if (c === quote) return set(token, 'literal', i + 1);
    else if (c === NEWLINE) {
      set(token, 'literal', i);
      token.sound = false;
      return;
    }
  }
  set(token, 'literal', text.length);
  token.sound = false;
}

function raw(text: string, at: number, token: Token): void {
  const end = text.indexOf('`', at + 1);
  set(token, 'literal', end < 0 ? text.length : end + 1);
  token.sound = end >= 0;
}
