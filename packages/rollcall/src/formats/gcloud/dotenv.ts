/** A variable of a dotenv file; `start` and `end` are of all that gives it, without a comment. */
export interface DotenvVariable {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

export interface Dotenv {
  readonly variables: readonly DotenvVariable[];
  /** What is no variable, and may be a part of a value. */
  readonly unread: readonly { readonly start: number; readonly end: number }[];
}

const BETWEEN = /\s*(?:#[^\r\n]*\s*)*/y;
const KEY = /(?:export[^\S\r\n]+)?('[^']+'|[^=#\s']+)[^\S\r\n]*=[^\S\r\n]*/y;
const AFTER_QUOTE = /[^\S\r\n]*(?:#[^\r\n]*)?(?:[\r\n]|$)/y;
const LINE_END = /[\r\n]|$/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Whether a program can ask for a name; a line of a file that has none may be the rest of a value. */
export function isVariableName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Reads lines `NAME=value`; a quoted value may hold line ends. Where a quote is not closed, nothing behind it is read: the rest of the
 * value would look like names.
 * Source: `parser.py` of python-dotenv (https://github.com/theskumar/python-dotenv), which gcloud reads such files with.
 */
export function readDotenv(text: string): Dotenv {
  const variables: DotenvVariable[] = [];
  const unread: { start: number; end: number }[] = [];
  for (let at = skip(BETWEEN, text, 0); at < text.length; at = skip(BETWEEN, text, at)) {
    const variable = readVariable(text, at);
    if (typeof variable === 'number') {
      unread.push({ start: at, end: variable });
      at = variable;
    } else {
      variables.push(variable);
      at = endOfLine(text, variable.end);
    }
  }
  return { variables, unread };
}

/** The variable at an offset; where there is none, the end of what is not understood. */
function readVariable(text: string, at: number): DotenvVariable | number {
  KEY.lastIndex = at;
  const [head, key = ''] = KEY.exec(text) ?? [];
  const name = key.startsWith("'") ? key.slice(1, -1) : key;
  if (head === undefined || !isVariableName(name)) return endOfLine(text, at);
  const valueStart = at + head.length;
  const start = at + head.indexOf(key);
  const quote = text[valueStart];
  if (quote !== '"' && quote !== "'") {
    const line = text.slice(valueStart, endOfLine(text, valueStart));
    const comment = line.search(/\s#/);
    const value = (comment < 0 ? line : line.slice(0, comment)).trimEnd();
    return { name, value, start, valueStart, end: valueStart + value.length };
  }
  const end = closingQuote(text, valueStart);
  if (end === null) return text.length;
  AFTER_QUOTE.lastIndex = end;
  if (!AFTER_QUOTE.test(text)) return endOfLine(text, end);
  return { name, value: text.slice(valueStart + 1, end - 1).replace(/\\([\\'"])/g, '$1'), start, valueStart, end };
}

/** The offset behind the quote that closes the one at `open`. */
function closingQuote(text: string, open: number): number | null {
  const quote = text[open] ?? '';
  for (let at = text.indexOf(quote, open + 1); at >= 0; at = text.indexOf(quote, at + 1))
    if (text[at - 1] !== '\\') return at + 1;
  return null;
}

function endOfLine(text: string, from: number): number {
  LINE_END.lastIndex = from;
  return LINE_END.exec(text)?.index ?? text.length;
}

/** The offset behind a match at `at`, or `at`. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
