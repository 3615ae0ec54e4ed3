/** An expression of a Go template. https://pkg.go.dev/text/template#hdr-Arguments */
export type Expression =
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'path'; readonly base: '.' | '$' | string; readonly fields: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'unknown' };

const UNKNOWN: Expression = { kind: 'unknown' };
const TOKEN =
  /\s*(?:("(?:\\.|[^"\\])*"|`[^`]*`)|(-?\d+(?:\.\d+)?)(?![\w.])|((?=[$.A-Za-z_])\$?(?:\.?[A-Za-z_][\w]*)?(?:\.[A-Za-z_]\w*)*\.?)|([()|,])|(:=|=)|(\S))/y;

interface Lexeme {
  readonly kind: 'quoted' | 'number' | 'word' | 'mark';
  readonly text: string;
  readonly start: number;
}

/** How many parts an expression may have. */
const MOST = 400;

/** Parses a pipeline: `.Values.env.X | default "y" | quote`. It takes any text. */
export function parseExpression(source: string, offset: number): Expression {
  const lexemes = lex(source, offset);
  if (!lexemes) return UNKNOWN;
  const state = { lexemes, at: 0, depth: 0 };
  const parsed = pipeline(state);
  return state.at === lexemes.length ? parsed : UNKNOWN;
}

function lex(source: string, offset: number): readonly Lexeme[] | null {
  const out: Lexeme[] = [];
  let at = 0;
  while (at < source.length && source.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (!match || match[0] === '' || out.length > MOST) return null;
    const [whole, quoted, number, word, mark] = match;
    const found = quoted ?? number ?? word ?? mark;
    if (found === undefined || found === '') return null;
    const kind =
      quoted !== undefined ? 'quoted' : number !== undefined ? 'number' : word !== undefined ? 'word' : 'mark';
    out.push({ kind, text: found, start: offset + at + whole.length - found.length });
    at += whole.length;
  }
  return out;
}

interface State {
  readonly lexemes: readonly Lexeme[];
  at: number;
  depth: number;
}

/** The value of each command is the last argument of the next one. */
function pipeline(state: State): Expression {
  let value = command(state);
  while (state.lexemes[state.at]?.text === '|') {
    state.at++;
    const next = command(state);
    if (next.kind !== 'call') return UNKNOWN;
    value = { ...next, operands: [...next.operands, value] };
  }
  return value;
}

function command(state: State): Expression {
  const operands: Expression[] = [];
  let name: string | null = null;
  for (;;) {
    const lexeme = state.lexemes[state.at];
    if (!lexeme || lexeme.text === '|' || lexeme.text === ')') break;
    const isFunction =
      lexeme.kind === 'word' && /^[A-Za-z]/.test(lexeme.text) && !/^(true|false|nil)$/.test(lexeme.text);
    if (isFunction && operands.length === 0 && name === null) {
      name = lexeme.text;
      state.at++;
      continue;
    }
    operands.push(operand(state));
    if (operands.length > 50) break;
  }
  if (name !== null) return { kind: 'call', name, operands };
  const [only] = operands;
  return only && operands.length === 1 ? only : UNKNOWN;
}

function operand(state: State): Expression {
  const lexeme = state.lexemes[state.at++];
  if (!lexeme) return UNKNOWN;
  const { kind, text, start } = lexeme;
  if (text === '(' && kind === 'mark') {
    if (++state.depth > 30) return UNKNOWN;
    const inner = pipeline(state);
    state.depth--;
    if (state.lexemes[state.at]?.text !== ')') return UNKNOWN;
    state.at++;
    const next = state.lexemes[state.at];
    if (
      next?.kind === 'word' &&
      /^\.\w/.test(next.text) &&
      next.start === (state.lexemes[state.at - 1]?.start ?? 0) + 1
    ) {
      state.at++;
      return {
        kind: 'call',
        name: 'field',
        operands: [inner, { kind: 'text', text: next.text.slice(1), start, end: start }],
      };
    }
    return inner;
  }
  if (kind === 'quoted') return { kind: 'text', text: unquote(text), start: start + 1, end: start + text.length - 1 };
  if (kind === 'number') return { kind: 'text', text, start, end: start + text.length };
  if (kind !== 'word') return UNKNOWN;
  if (/^(true|false)$/.test(text)) return { kind: 'text', text, start, end: start + text.length };
  if (/^[A-Za-z]/.test(text)) return { kind: 'call', name: text, operands: [] };
  const [head = '', ...rest] = text.split('.');
  return { kind: 'path', base: head === '' ? '.' : head, fields: rest.filter((field) => field !== '') };
}

function unquote(text: string): string {
  const inner = text.slice(1, -1);
  return text.startsWith('`')
    ? inner
    : inner
        .replace(/\\n/g, '\n')
        .replace(/\\t/g, '\t')
        .replace(/\\(["\\])/g, '$1');
}
