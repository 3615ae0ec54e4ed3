import type { Word, WordPart } from 'unbash';
import type { Text } from '../../model/text.ts';
import { decodeBetween, type ShellSource } from './source.ts';

/** A part of a word after brace expansion: a part of the parser's, or literal text. */
export type Unit = WordPart | { readonly type: 'Text'; readonly text: Text };

const MOST_WORDS = 256;
/** Longest word, and deepest braces, that are expanded. */
const LONGEST = 4_000;
const DEEPEST = 20;

/** The words that `{a,b}` and `{1..3}` make of one word; a word without braces is itself. */
export function expandBraces(source: ShellSource, word: Word): readonly (readonly Unit[])[] {
  const { parts } = word;
  if (!parts) return [[{ type: 'Text', text: decodeBetween(source, word.pos, word.end, 'bare') }]];
  if (word.end - word.pos > LONGEST || !parts.some((part) => part.type === 'BraceExpansion')) return [parts];
  let words: Unit[][] = [[]];
  for (const part of parts) {
    const choices = part.type === 'BraceExpansion' ? expandBrace(source, part) : [[part]];
    const next = words.flatMap((word) => choices.map((choice) => [...word, ...choice]));
    if (next.length > MOST_WORDS) return [parts];
    words = next;
  }
  return words;
}

type BracePart = WordPart & { type: 'BraceExpansion' };

interface Span {
  readonly pos: number;
  readonly end: number;
}

function expandBrace(source: ShellSource, part: BracePart, depth = 0): Unit[][] {
  if (depth > DEEPEST) return [[part]];
  const sequence = expandSequence(part.text);
  if (sequence)
    return sequence.map((text) => [{ type: 'Text', text: [{ kind: 'text', text, range: null, exact: false }] }]);
  return alternativesOf(source, part).flatMap((span) => unitsWithin(source, span, part.parts ?? [], depth + 1));
}

function expandSequence(text: string): string[] | null {
  const match = /^\{(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(-?\d{1,9}))?\}$/.exec(text);
  if (match) {
    const [from, to] = [Number(match[1]), Number(match[2])];
    const step = Math.abs(Number(match[3] ?? '1')) || 1;
    const count = Math.floor(Math.abs(to - from) / step) + 1;
    if (count > MOST_WORDS) return [text];
    const width =
      /^-?0\d/.test(match[1] ?? '') || /^-?0\d/.test(match[2] ?? '')
        ? Math.max(match[1]?.length ?? 0, match[2]?.length ?? 0)
        : 0;
    return Array.from({ length: count }, (_, i) => `${from + Math.sign(to - from) * step * i}`.padStart(width, '0'));
  }
  const letters = /^\{([a-zA-Z])\.\.([a-zA-Z])\}$/.exec(text);
  if (!letters) return null;
  const [from, to] = [letters[1]?.charCodeAt(0) ?? 0, letters[2]?.charCodeAt(0) ?? 0];
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) =>
    String.fromCharCode(from + Math.sign(to - from) * i),
  );
}

/** The stretches between the commas of the outermost braces; quoted and expanded parts hold no comma of theirs. */
function alternativesOf(source: ShellSource, part: BracePart): Span[] {
  const out: Span[] = [];
  let depth = 0;
  let from = part.pos + 1;
  for (let i = part.pos + 1; i < part.end; i++) {
    const inner = part.parts?.find(
      (p) => p.type !== 'Literal' && p.type !== 'BraceExpansion' && p.pos <= i && i < p.end,
    );
    if (inner) i = inner.end - 1;
    else if (source.text[i] === '\\') i++;
    else if (source.text[i] === '{') depth++;
    else if (source.text[i] === '}' && i < part.end - 1) depth--;
    else if (i === part.end - 1 || (source.text[i] === ',' && depth === 0)) {
      out.push({ pos: from, end: i });
      from = i + 1;
    }
  }
  return out;
}

/** Braces inside an alternative, which the parser does not tell apart from its text. */
function nestedBraces(source: ShellSource, span: Span, parts: readonly WordPart[]): BracePart[] {
  const out: BracePart[] = [];
  let depth = 0;
  let from = 0;
  for (let i = span.pos; i < span.end; i++) {
    const inner = parts.find((part) => part.type !== 'Literal' && part.pos <= i && i < part.end);
    if (inner) i = inner.end - 1;
    else if (source.text[i] === '\\') i++;
    else if (source.text[i] === '{' && depth++ === 0) from = i;
    else if (source.text[i] === '}' && depth > 0 && --depth === 0) {
      const text = source.text.slice(from, i + 1);
      if (/,|\.\./.test(text)) out.push({ type: 'BraceExpansion', pos: from, end: i + 1, text, parts });
    }
  }
  return out;
}

function unitsWithin(source: ShellSource, span: Span, parts: readonly WordPart[], depth: number): Unit[][] {
  const nested = nestedBraces(source, span, parts);
  const isNested = (part: WordPart): boolean => nested.some((brace) => brace.pos <= part.pos && part.end <= brace.end);
  const inside = parts.filter(
    (part) => part.type !== 'Literal' && part.pos >= span.pos && part.end <= span.end && !isNested(part),
  );
  let words: Unit[][] = [[]];
  let at = span.pos;
  const append = (choices: readonly (readonly Unit[])[]): void => {
    const next = words.flatMap((word) => choices.map((choice) => [...word, ...choice]));
    if (next.length <= MOST_WORDS) words = next;
  };
  const literal = (end: number): void => {
    if (end > at) append([[{ type: 'Text', text: decodeBetween(source, at, end, 'bare') }]]);
  };
  for (const part of [...inside, ...nested].sort((a, b) => a.pos - b.pos)) {
    literal(part.pos);
    append(part.type === 'BraceExpansion' ? expandBrace(source, part, depth) : [[part]]);
    at = part.end;
  }
  literal(span.end);
  return words;
}
