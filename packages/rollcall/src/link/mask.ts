import type { Argument } from '../model/command.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Range } from '../model/span.ts';
import type { FoundDeployment } from './found.ts';
import { languageOf } from './program.ts';

type RangesByPath = ReadonlyMap<string, readonly Range[]>;

/**
 * The text of a file with every value of a binding covered, so that a frame of it can be shown. On the lines of a deployment all is
 * covered that is no part of it and may be a value: what other commands there are given, what is assigned there. Line ends stay.
 */
export function maskValues(
  deployments: readonly Deployment[],
  found: readonly FoundDeployment[],
  textOf: (path: string) => string | null,
): (path: string) => string | null {
  let places: { readonly hidden: RangesByPath; readonly own: RangesByPath } | null = null;
  const memo = new Map<string, string | null>();
  return (path) => {
    const known = memo.get(path);
    if (known !== undefined) return known;
    places ??= { hidden: hiddenIn(deployments), own: ownIn(found) };
    const { hidden, own } = places;
    let text = textOf(path);
    if (text !== null) text = coverBeside(text, own.get(path) ?? [], languageOf(path) !== null);
    for (const { start, end } of hidden.get(path) ?? [])
      if (text !== null) text = text.slice(0, start) + cover(text.slice(start, end)) + text.slice(end);
    memo.set(path, text);
    return text;
  };
}

function cover(text: string): string {
  return text.replace(/[^\r\n]/g, '•');
}

function hiddenIn(deployments: readonly Deployment[]): RangesByPath {
  const values = deployments.flatMap(({ bindings }) =>
    bindings.flatMap(({ value }) =>
      (value ?? []).flatMap((piece) => (piece.kind === 'text' && piece.range ? [piece.range] : [])),
    ),
  );
  return byPath([...deployments.flatMap((deployment) => deployment.hidden ?? []), ...values]);
}

/** What a deployment is made of: the words of its command, or the whole of a step or manifest; and its bindings wherever they stand. */
function ownIn(found: readonly FoundDeployment[]): RangesByPath {
  return byPath(
    found.flatMap(({ fact, command }) => [
      ...(command ? command.argv.flatMap(rangesOfWord) : [fact.range]),
      ...fact.bindings.flatMap(({ range, related }) =>
        [range, ...related].filter((one) => !command || !isSame(one, fact.range)),
      ),
    ]),
  );
}

function rangesOfWord(word: Argument): Range[] {
  const ranges = 'open' in word ? [word.range] : word.text.map(({ range }) => range);
  return ranges.filter((range) => range !== null);
}

function isSame(a: Range, b: Range): boolean {
  return a.path === b.path && a.start === b.start && a.end === b.end;
}

function byPath(ranges: readonly Range[]): RangesByPath {
  const out = new Map<string, Range[]>();
  for (const range of ranges) out.set(range.path, [...(out.get(range.path) ?? []), range]);
  return out;
}

/** Covers what may be a value on the lines of these ranges and outside of them; in a program, only what stands in quotes or a comment. */
function coverBeside(text: string, own: readonly Range[], program: boolean): string {
  let out = '';
  let done = 0;
  for (const [start, ranges] of linesOf(text, own)) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    const parts = program
      ? [...line.matchAll(QUOTED)].map(({ 0: { length }, index }) => [index, index + length])
      : null;
    const inside = (at: number): boolean => ranges.some((range) => range.start <= at && at < range.end);
    const covered = line.replace(WORD, (word, at: number) => {
      if (parts && !parts.some(([from = 0, to = 0]) => from <= at && at < to)) return word;
      if (isPlain(word, line.slice(Math.max(0, at - 2), at), line.slice(at + word.length, at + word.length + 3)))
        return word;
      return word.replace(/[\s\S]/g, (character, i: number) => (inside(start + at + i) ? character : '•'));
    });
    out += text.slice(done, start) + covered;
    done = end;
  }
  return out + text.slice(done);
}

/** The lines on which ranges begin and end, in order, by their offsets, with the ranges that touch them. */
function linesOf(text: string, own: readonly Range[]): readonly (readonly [number, readonly Range[]])[] {
  const starts = new Set(own.flatMap(({ start, end }) => [lineStart(text, start), lineStart(text, end)]));
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.map((start) => {
    const end = lineEnd(text, start);
    return [start, own.filter((range) => range.start < end && range.end > start)] as const;
  });
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, start: number): number {
  const at = text.indexOf('\n', start);
  return at < 0 ? text.length : at;
}

const QUOTED = /(["'`])(?:\\.|(?!\1)[^\\])*(?:\1|$)|(?:#|\/\/).*/g;
const WORD = /[^\s"'`()[\]{}<>|&;,=:$\\#]+/g;

/** Words of the languages themselves: none of them is a value. */
const PLAIN = new Set(
  `if then else elif fi for while until in do done case esac function return export readonly local declare set env exec sudo time command
  echo run uses with name args script entrypoint gcloud docker subprocess check shell true false True False None null undefined const let
  var await async import from not and or - -- ! + /dev/null`.split(/\s+/),
);

/** A flag's name, a variable's, a key's, what is called; one digit is a descriptor's. */
function isPlain(word: string, before: string, after: string): boolean {
  if (PLAIN.has(word) || /^(--[a-z][a-z-]*|-[A-Za-z]|\d)$/.test(word)) return true;
  if (!/^[\w.-]+$/.test(word)) return false;
  if (/\$\{?$/.test(before) || after.startsWith('(')) return true;
  return !/[=:]$/.test(before) && /^(["']?\s*:|\s?=)/.test(after) && /^[A-Za-z_.]/.test(word);
}
