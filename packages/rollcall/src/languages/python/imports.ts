import type { ImportMention } from '../../program/program.ts';
import { hasWord, isBlank, isNewline, type LogicalLine, readLogicalLine, skipBlank } from './lexer.ts';
import { findNamedModules } from './named-modules.ts';
import { skipString } from './string-lexer.ts';

const typeChecking = /(?:el)?if[ \t(]+(?:[A-Za-z_]\w*\s*\.\s*)*TYPE_CHECKING[ \t)]*:/y;

/** Every import of a file, at any indentation, in order; then what is imported by a name in a text. */
export function findImports(text: string): ImportMention[] {
  const found: ImportMention[] = [];
  const line: LogicalLine = { codeEnd: 0, next: 0, sound: true };
  const guarded = text.includes('TYPE_CHECKING');
  let typeOnlyBelow = -1;
  let word = text.indexOf('import');
  for (let i = skipBlank(text, 0); i < text.length && word >= 0; i = skipBlank(text, line.next)) {
    readLogicalLine(text, i, line);
    let typeOnly = false;
    if (guarded) {
      const column = columnOf(text, i);
      if (column <= typeOnlyBelow) typeOnlyBelow = -1;
      typeOnly = typeOnlyBelow >= 0;
      typeChecking.lastIndex = i;
      if (!typeOnly && typeChecking.test(text)) {
        typeOnlyBelow = column;
        typeOnly = true;
      }
    }
    if (word < i) word = text.indexOf('import', i);
    if (word >= 0 && word < line.codeEnd) findInLine(text, i, line.codeEnd, typeOnly, found);
  }
  for (const mention of findNamedModules(text)) found.push(mention);
  return found;
}

/** Columns as Python counts them: a tab goes to the next multiple of 8, a form feed back to 0. */
function columnOf(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isNewline(text.charCodeAt(start - 1))) start--;
  let column = 0;
  for (let i = start; i < at; i++) {
    const c = text.charCodeAt(i);
    column = c === 9 ? (column & ~7) + 8 : c === 32 ? column + 1 : 0;
  }
  return column;
}

/** Looks at each statement of a logical line: its first, and those after `;` and after a `:` outside brackets. */
function findInLine(text: string, start: number, end: number, typeOnly: boolean, found: ImportMention[]): void {
  let depth = 0;
  let atStart = true;
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i);
    if (isBlank(c)) continue;
    if (atStart && (c === 105 || c === 102)) readImport(text, i, end, typeOnly, found);
    atStart = false;
    if (c === 34 || c === 39) {
      const after = skipString(text, i);
      i = (after < 0 ? ~after : after) - 1;
    } else if (c === 35) {
      while (i < end && !isNewline(text.charCodeAt(i))) i++;
    } else if (c === 40 || c === 91 || c === 123) depth++;
    else if (c === 41 || c === 93 || c === 125) depth--;
    else if ((c === 59 || c === 58) && depth <= 0) atStart = true;
  }
}

function readImport(text: string, at: number, end: number, typeOnly: boolean, found: ImportMention[]): void {
  if (hasWord(text, at, 'import')) readPlain(new Words(text, at + 6, end), typeOnly, found);
  else if (hasWord(text, at, 'from')) readFrom(new Words(text, at + 4, end), typeOnly, found);
}

function readPlain(words: Words, typeOnly: boolean, found: ImportMention[]): void {
  do {
    const module = words.module();
    if (module === null) return;
    found.push({ ...module, names: [], typeOnly });
    if (words.take('as')) words.name();
  } while (words.take(','));
}

function readFrom(words: Words, typeOnly: boolean, found: ImportMention[]): void {
  const module = words.module();
  if (module === null || !words.take('import')) return;
  const names: string[] = [];
  words.take('(');
  do {
    const name = words.take('*') ? '*' : words.name();
    if (name === null) break;
    names.push(name);
    if (words.take('as')) words.name();
  } while (words.take(','));
  if (names.length > 0) found.push({ ...module, names, typeOnly });
}

const token = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*|./suy;

/** The words and signs of an import statement, without white space, comments and line continuations. */
class Words {
  private readonly text: string;
  private readonly limit: number;
  private at: number;
  private end = 0;

  constructor(text: string, at: number, limit: number) {
    this.text = text;
    this.limit = limit;
    this.at = at;
  }

  take(wanted: string): boolean {
    if (this.peek() !== wanted) return false;
    this.at = this.end;
    return true;
  }

  name(): string | null {
    const word = this.peek();
    if (word === null || !/^[\p{L}\p{Nl}_]/u.test(word)) return null;
    this.at = this.end;
    return word;
  }

  /** A dotted name, leading dots included, with the place where it is written. */
  module(): { module: string; start: number; end: number } | null {
    let module = '';
    this.peek();
    const start = this.at;
    let end = start;
    while (this.take('.')) {
      module += '.';
      end = this.at;
    }
    for (;;) {
      if (module !== '' && this.peek() === 'import') break;
      const part = this.name();
      if (part === null) break;
      module += part;
      end = this.at;
      if (!this.take('.')) break;
      module += '.';
    }
    return module === '' ? null : { module, start, end };
  }

  private peek(): string | null {
    let i = this.at;
    for (;;) {
      i = skipBlank(this.text, i);
      if (this.text.charCodeAt(i) !== 92) break;
      i++;
    }
    this.at = i;
    if (i >= this.limit) return null;
    token.lastIndex = i;
    const word = token.exec(this.text)?.[0] ?? null;
    this.end = i + (word?.length ?? 0);
    return word;
  }
}
