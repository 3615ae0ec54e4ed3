import type { At } from '../program/program.ts';

/** The word that begins what a comment asks of Rollcall. */
export const DIRECTIVE = 'rollcall-ignore';

/** What a comment asks for; offsets are those of the file. */
export interface Directive extends At {
  readonly rules: readonly ({ readonly rule: string; readonly names: readonly string[] } & At)[];
  readonly reason: string;
  readonly until: string | null;
}

/** A directive that is not understood, and which part of it. */
export interface MalformedDirective extends At {
  readonly problem: string;
}

/** The marks that begin a comment, or a line of one, with white space. */
const MARKS = /^(?:\s|#!?|\/\/[/!]?|\/\*\*?|--|<!--|<#|\{\{-?\s*\/\*|rem\b|::|=begin|!|\*)*/i;
/** Those that may begin a comment within a comment: `# noqa  # rollcall-ignore …`. */
const INNER = /(?:^|\s)(?:#|\/\/|--)[ \t]*(?=rollcall-ignore)/g;
const END = /(?:\*\/(?:\s*-?\}\})?|-->|#>)$/;

/** Nobody gives a longer reason. */
const LONGEST = 1_000;

/** What one comment, marks and all, asks for: a directive begins a line of it, and ends with the line. */
export function readDirectives(text: string, { start, end }: At): (Directive | MalformedDirective)[] {
  const found: (Directive | MalformedDirective)[] = [];
  for (let at = start; at < end; ) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 || newline > end ? end : newline;
    found.push(...inLine(text.slice(at, lineEnd), at));
    at = lineEnd + 1;
  }
  return found;
}

function inLine(line: string, at: number): (Directive | MalformedDirective)[] {
  if (!line.includes(DIRECTIVE)) return [];
  const from = directiveStart(line);
  if (from === null) return [];
  const content = line.slice(from).trimEnd().replace(END, '').trimEnd();
  return [parseDirective(content, at + from)];
}

function directiveStart(line: string): number | null {
  const from = MARKS.exec(line)?.[0].length ?? 0;
  if (line.startsWith(DIRECTIVE, from)) return isWord(line, from) ? from : null;
  for (const { 0: mark, index } of line.matchAll(INNER))
    if (isWord(line, index + mark.length)) return index + mark.length;
  return null;
}

/** `rollcall-ignored` is another word; `rollcall-ignore-next-line` is meant as this one. */
function isWord(line: string, from: number): boolean {
  return !/[\w.]/.test(line[from + DIRECTIVE.length] ?? ' ');
}

/** A variable, or the path of a mounted file. A value that slipped in is not shown. */
const NAME = /^[\w./-]{1,200}$/;
const UNTIL = /\(\s*until\b[^()]*\)?\s*$/i;
const DATED = /^\(\s*until:?\s+(\d{4}-\d{2}-\d{2})\s*\)\s*$/i;
/** What is meant as an end, and stands where none is read. */
const MEANT = /\(\s*until\b/i;

/** `rollcall-ignore <rule>[ <name>…][, <rule>…]: reason (until YYYY-MM-DD)` */
function parseDirective(content: string, at: number): Directive | MalformedDirective {
  const whole = { start: at, end: at + content.length };
  const wrong = (problem: string, start = whole.start, end = whole.end): MalformedDirective => ({
    start,
    end,
    problem,
  });
  if (content.length > LONGEST) return wrong(`is longer than ${LONGEST} characters`);
  const afterWord = DIRECTIVE.length;
  if (content[afterWord] === '-')
    return wrong(
      `is not written \`${DIRECTIVE}\`: there is no other word`,
      at,
      at + (/^[\w-]+/.exec(content)?.[0].length ?? afterWord),
    );
  const colon = content.indexOf(':', afterWord);
  const rules = readRules(content.slice(afterWord, colon < 0 ? content.length : colon), at + afterWord);
  if (rules === null || rules.length === 0) return wrong('names no rule');
  if (rules.some(({ names }) => !names.every((name) => NAME.test(name)))) return wrong('names what is no name');
  if (colon < 0) return wrong('gives no reason: it stands behind a colon');
  const said = content.slice(colon + 1);
  const written = UNTIL.exec(said);
  const dated = written && DATED.exec(written[0]);
  const reason = (written ? said.slice(0, written.index) : said).trim();
  const day = dated?.[1] ?? null;
  if (written ? day === null || !isCalendarDay(day) : MEANT.test(said)) {
    const from = colon + 1 + (written?.index ?? said.search(MEANT));
    return wrong('has an end that is no day: it is written `(until YYYY-MM-DD)`, at the end', at + from, whole.end);
  }
  if (!/[\p{L}\p{N}]/u.test(reason)) return wrong('gives no reason');
  return { ...whole, rules, reason, until: day };
}

function readRules(list: string, at: number): Directive['rules'] | null {
  if (list.trim() === '') return [];
  const out: Directive['rules'][number][] = [];
  let from = 0;
  for (const item of list.split(',')) {
    const words = [...item.matchAll(/\S+/g)];
    const [rule, ...names] = words;
    if (!rule) return null;
    const start = at + from + rule.index;
    out.push({ rule: rule[0], names: names.map(([name]) => name), start, end: start + rule[0].length });
    from += item.length + 1;
  }
  return out;
}

function isCalendarDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
