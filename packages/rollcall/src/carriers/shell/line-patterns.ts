import { known, type Text } from '../../model/text.ts';
import { linesOf, printLines } from './texts.ts';

/** One alternative of a pattern: plain characters, at the start or the end of a line or anywhere, blanks before them allowed. */
interface Alternative {
  readonly start: boolean;
  readonly blanks: boolean;
  readonly body: string;
  readonly end: boolean;
}

/** Reads `^#`, `^\s*$`, `^(#|$)` and their kin; null for a pattern that says more. https://www.gnu.org/software/grep/manual/grep.html#Regular-Expressions */
function readPattern(pattern: string, extended: boolean): readonly Alternative[] | null {
  const bar = extended ? '|' : '\\|';
  const group = /^(\^?)\(([^()]*)\)$/.exec(extended ? pattern : pattern.replace(/\\([()])/g, '$1'));
  const head = group?.[1] ?? '';
  const out: Alternative[] = [];
  for (const part of (group?.[2] ?? pattern).split(bar)) {
    const match = /^(\^?)((?:\\s|\[\[:space:\]\]| )\*)?(.*?)(\$?)$/s.exec(head + part);
    const body = (match?.[3] ?? '').replace(/\\([./=-])/g, '$1');
    if (!match || /[\\^$*+?()[\]{}|]/.test(match[3] ?? '') || match[3]?.includes('.')) return null;
    out.push({ start: match[1] !== '', blanks: match[2] !== undefined, body, end: match[4] !== '' });
  }
  return out;
}

/** Whether a line has the pattern; null where that hangs on what run time fills. */
function matches(line: Text, alternatives: readonly Alternative[]): boolean | null {
  const text = known(line);
  const first = line[0];
  const head = first?.kind === 'text' ? first.text : '';
  let doubtful = false;
  for (const { start, blanks, body, end } of alternatives) {
    const whole = text ?? head;
    const from = blanks ? whole.trimStart() : whole;
    if (start && !end) {
      if (from.startsWith(body)) return true;
      doubtful ||= text === null && from.length < body.length;
    } else if (text === null) doubtful ||= !start || !end || head === '' || blanks;
    else if (start ? from === body : end ? from.endsWith(body) : from.includes(body)) return true;
  }
  return doubtful ? null : false;
}

/** The lines with the pattern, or those without it; null where that is not known. */
function chooseLines(stdin: Text, pattern: string, extended: boolean, without: boolean): Text | null {
  const alternatives = readPattern(pattern, extended);
  if (!alternatives) return null;
  const kept: Text[] = [];
  for (const line of linesOf(stdin)) {
    const has = matches(line, alternatives);
    if (has === null) return null;
    if (has !== without) kept.push(line);
  }
  return printLines(kept);
}

/** `grep -v '^#'`. */
export function grep(args: readonly Text[], stdin: Text | null): Text | null {
  const words = args.map(known);
  if (!stdin || words.some((word) => word === null)) return null;
  const all = words as readonly string[];
  const flags = all.filter((word) => /^-[vE]+$/.test(word)).join('');
  const patterns = all.filter((word) => !/^-[vE]+$/.test(word) && word !== '-e');
  const [pattern, ...more] = patterns;
  if (pattern === undefined || more.length > 0 || pattern.startsWith('-')) return null;
  return chooseLines(stdin, pattern, flags.includes('E'), flags.includes('v'));
}

/** `sed '/^#/d;/^$/d'`: the lines that none of the patterns is in; null for another script. */
export function deleteLines(script: string, stdin: Text): Text | null {
  let text: Text | null = stdin;
  for (const part of script.split(';')) {
    const pattern = /^\s*\/((?:[^/\\]|\\.)*)\/d\s*$/.exec(part)?.[1];
    if (pattern === undefined || !text) return null;
    text = chooseLines(text, pattern, false, true);
  }
  return text;
}
