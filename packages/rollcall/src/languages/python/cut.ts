import type { UnitText } from '../../program/program.ts';
import { hasWord, isNameUnit, isNewline, type LogicalLine, readLogicalLine, skipBlank } from './lexer.ts';

type Sort = UnitText['sort'];

/** What a logical line at column 0 begins. */
type Opening = 'decorator' | 'function' | 'class' | 'clause' | 'statement' | 'doubt';

interface Open {
  readonly sort: Sort | 'decorated';
  readonly start: number;
  readonly defines: string | null;
}

/** Cuts at column 0; null where the text leaves doubt about what stands at column 0. */
function cutAtColumnZero(text: string): UnitText[] | null {
  const units: UnitText[] = [];
  const line: LogicalLine = { codeEnd: 0, next: 0, sound: true };
  let open: Open | null = null;
  let end = 0;
  const close = (): boolean => {
    if (open === null) return true;
    if (open.sort === 'decorated') return false;
    const { start, sort, defines } = open;
    units.push({ start, end, text: text.slice(start, end), sort, defines });
    return true;
  };
  for (let i = skipBlank(text, 0); i < text.length; i = skipBlank(text, line.next)) {
    readLogicalLine(text, i, line);
    if (!line.sound) return null;
    if (!startsLine(text, i)) {
      if (open === null || open.sort === 'decorated') return null;
    } else {
      const opening = openingAt(text, i);
      const next = follow(text, i, opening, open);
      if (next === null) return null;
      if (next !== open && !(open?.sort === 'decorated') && !close()) return null;
      open = next;
    }
    end = line.codeEnd;
  }
  return close() ? units : null;
}

/**
 * Cuts a file into its top-level functions, classes and runs of other statements. A file with conflict markers, an
 * unterminated string or an unbalanced bracket is one unit.
 */
export function cutPython(text: string): UnitText[] {
  const units = cutAtColumnZero(text);
  if (units !== null) return units;
  return [{ start: 0, end: text.length, text, sort: 'statements', defines: null }];
}

/** Whether column 0 is at `at`: a form feed or a byte order mark before it does not count. */
function startsLine(text: string, at: number): boolean {
  let i = at;
  while (i > 0 && (text.charCodeAt(i - 1) === 12 || text.charCodeAt(i - 1) === 0xfeff)) i--;
  return i === 0 || isNewline(text.charCodeAt(i - 1));
}

function openingAt(text: string, at: number): Opening {
  switch (text.charCodeAt(at)) {
    case 64:
      return 'decorator';
    case 100:
      return hasWord(text, at, 'def') ? 'function' : 'statement';
    case 97:
      return asyncDefinition(text, at) >= 0 ? 'function' : 'statement';
    case 99:
      return hasWord(text, at, 'class') ? 'class' : 'statement';
    case 101:
      return ['else', 'elif', 'except'].some((word) => hasWord(text, at, word)) ? 'clause' : 'statement';
    case 102:
      return hasWord(text, at, 'finally') ? 'clause' : 'statement';
    case 60:
    case 61:
    case 62:
    case 124:
      return 'doubt';
    default:
      return 'statement';
  }
}

/** Where `def` stands in `async def`, or -1. */
function asyncDefinition(text: string, at: number): number {
  if (!hasWord(text, at, 'async')) return -1;
  const after = skipSpaces(text, at + 5);
  return hasWord(text, after, 'def') ? after : -1;
}

/** The unit that holds the line: the open one, or a new one; null when the line fits neither. */
function follow(text: string, at: number, opening: Opening, open: Open | null): Open | null {
  const decorated = open?.sort === 'decorated' ? open : null;
  switch (opening) {
    case 'doubt':
      return null;
    case 'decorator':
      return decorated ?? { sort: 'decorated', start: at, defines: null };
    case 'function': {
      const word = text.charCodeAt(at) === 97 ? asyncDefinition(text, at) : at;
      return { sort: 'function', start: decorated?.start ?? at, defines: nameAt(text, word + 3) };
    }
    case 'class':
      return { sort: 'class', start: decorated?.start ?? at, defines: nameAt(text, at + 5) };
    case 'clause':
      return open?.sort === 'statements' ? open : null;
    default:
      if (decorated) return null;
      return open?.sort === 'statements' ? open : { sort: 'statements', start: at, defines: null };
  }
}

function nameAt(text: string, from: number): string | null {
  const start = skipSpaces(text, from);
  let end = start;
  while (end < text.length && isNameUnit(text.charCodeAt(end))) end++;
  return end > start ? text.slice(start, end) : null;
}

function skipSpaces(text: string, from: number): number {
  let i = from;
  while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i++;
  return i;
}
