/** An expression of GitHub Actions (`${{ … }}`, `if:`). */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string }
  /** `env.X`, `github.event.inputs.x`, `matrix['a b']`: names joined by dots, in lower case up to the first dot. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly value: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

const TOKEN =
  /\s*(?:('(?:[^']|'')*')|(==|!=|<=|>=|&&|\|\||[!<>()[\],.*])|([A-Za-z_][\w-]*)|(-?(?:0x[\da-fA-F]+|\d+(?:\.\d+)?)))/y;

interface Cursor {
  readonly tokens: readonly string[];
  at: number;
  depth: number;
}

const DEEPEST = 50;

/**
 * Reads an expression; null when it is none.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function parseExpression(text: string): Expression | null {
  const tokens = tokenize(text);
  if (!tokens) return null;
  const cursor: Cursor = { tokens, at: 0, depth: 0 };
  const expression = parseBinary(cursor, 0);
  return cursor.at === tokens.length ? expression : null;
}

function tokenize(text: string): string[] | null {
  const out: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) return text.slice(from).trim() === '' ? out : null;
    out.push(match[0].trim());
  }
  return out;
}

const LEVELS: readonly (readonly Operator[])[] = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>=']];

function parseBinary(cursor: Cursor, level: number): Expression | null {
  const operators = LEVELS[level];
  if (!operators) return parseUnary(cursor);
  let left = parseBinary(cursor, level + 1);
  for (;;) {
    const operator = operators.find((candidate) => candidate === cursor.tokens[cursor.at]);
    if (!left || !operator) return left;
    cursor.at += 1;
    const right = parseBinary(cursor, level + 1);
    left = right && { kind: 'binary', operator, left, right };
  }
}

function parseUnary(cursor: Cursor): Expression | null {
  if (++cursor.depth > DEEPEST) return null;
  const value = cursor.tokens[cursor.at] === '!' ? parseNot(cursor) : parsePrimary(cursor);
  cursor.depth -= 1;
  return value;
}

function parseNot(cursor: Cursor): Expression | null {
  cursor.at += 1;
  const value = parseUnary(cursor);
  return value && { kind: 'not', value };
}

function parsePrimary(cursor: Cursor): Expression | null {
  const token = cursor.tokens[cursor.at++];
  if (token === undefined) return null;
  if (token === '(') {
    const inner = parseBinary(cursor, 0);
    return cursor.tokens[cursor.at++] === ')' ? inner : null;
  }
  if (token.startsWith("'")) return { kind: 'literal', value: token.slice(1, -1).replaceAll("''", "'") };
  if (/^-?\d/.test(token) || /^(?:true|false)$/.test(token)) return { kind: 'literal', value: token };
  if (token === 'null') return { kind: 'literal', value: '' };
  if (!/^[A-Za-z_]/.test(token)) return null;
  return cursor.tokens[cursor.at] === '(' ? parseCall(cursor, token) : parsePath(cursor, token);
}

function parseCall(cursor: Cursor, name: string): Expression | null {
  cursor.at += 1;
  const args: Expression[] = [];
  while (cursor.tokens[cursor.at] !== ')') {
    const arg = parseBinary(cursor, 0);
    if (!arg) return null;
    args.push(arg);
    if (cursor.tokens[cursor.at] === ',') cursor.at += 1;
    else if (cursor.tokens[cursor.at] !== ')') return null;
  }
  cursor.at += 1;
  const call: Expression = { kind: 'call', name: name.toLowerCase(), args };
  return skipAccess(cursor) ? { kind: 'call', name: 'access', args: [call] } : call;
}

/** What follows a call (`fromJSON(x).y[0]`) is read over. */
function skipAccess(cursor: Cursor): boolean {
  const from = cursor.at;
  while (cursor.tokens[cursor.at] === '.' || cursor.tokens[cursor.at] === '[') {
    const isIndex = cursor.tokens[cursor.at++] === '[';
    if (!isIndex) cursor.at += 1;
    else {
      parseBinary(cursor, 0);
      cursor.at += 1;
    }
  }
  return cursor.at > from;
}

function parsePath(cursor: Cursor, first: string): Expression | null {
  const names = [first.toLowerCase()];
  for (;;) {
    const token = cursor.tokens[cursor.at];
    if (token === '.') {
      names.push(cursor.tokens[cursor.at + 1] ?? '');
      cursor.at += 2;
    } else if (token === '[') {
      cursor.at += 1;
      const index = parseBinary(cursor, 0);
      if (cursor.tokens[cursor.at++] !== ']') return null;
      names.push(index?.kind === 'literal' ? index.value : '*');
    } else return { kind: 'path', path: names.join('.').replace(/^github\.event\.inputs\./, 'inputs.') };
  }
}
