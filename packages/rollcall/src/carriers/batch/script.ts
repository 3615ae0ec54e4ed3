import type { Argument } from '../../model/command.ts';
import { flatten } from '../../model/flat-text.ts';
import { asWritten, hole, known, type Piece, type Text, trim } from '../../model/text.ts';
import { findCall, resolvePath } from '../shell/hand-over.ts';
import type { ReadScript } from '../shell/machine.ts';
import {
  collectCommand,
  collectHandOver,
  createCollector,
  factsOf,
  type HostFacts,
  type HostPlace,
} from '../yaml/host-script.ts';

export interface BatchInput {
  readonly path: string;
  readonly text: string;
  readonly readScript?: ReadScript;
}

/**
 * Reads a batch file line by line: `set`, and the programs that it starts. A variable that is set in several places, or in a block, is
 * left to run time. Never throws, whatever the text.
 *
 * https://learn.microsoft.com/windows-server/administration/windows-commands/windows-commands
 */
export function readBatch({ path, text, readScript }: BatchInput): HostFacts {
  const collector = createCollector('batch', readScript, []);
  const whole: Piece = { kind: 'text', text, range: { path, start: 0, end: text.length }, exact: true };
  const flat = flatten([whole]);
  const variables = new Map<string, Text>();
  let depth = 0;
  for (const { start, end } of logicalLines(text)) {
    const line = unbroken(flat.cut(start, end));
    const chars = asWritten(line);
    const opens = chars.replace(/"[^"]*"/g, '').replace(/[^()]/g, '');
    for (const part of commandsOf(line)) {
      const words = wordsOf(expand(part, variables));
      const first = words[0] && !('open' in words[0]) ? (known(words[0].text) ?? '') : '';
      if (/^(?:rem|::.*|echo\.?.*|:.*|goto|exit|pause|title|cls|setlocal|endlocal)$/i.test(first)) continue;
      if (/^set$/i.test(first)) assign(part, variables, depth > 0);
      else run(words[0] && /^call$/i.test(first) ? words.slice(1) : words, start, end);
    }
    depth = Math.max(0, depth + [...opens].reduce((sum, c) => sum + (c === '(' ? 1 : -1), 0));
  }
  return factsOf(collector);

  function run(argv: readonly Argument[], start: number, end: number): void {
    const range = { path, start, end };
    const place: HostPlace = { path, step: path, variables: new Map(), conditions: [], branches: null };
    collectCommand(collector, { carrier: 'batch', argv, range, environment: {}, conditions: [], records: [] }, place);
    const entries = argv.map((one) => ('open' in one ? one : { text: one.text.map(withSlashes) }));
    const call = findCall(entries);
    if (!call) return;
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const to =
      call.path === null
        ? null
        : ([folder, '']
            .map((one) => resolvePath(one, call.path ?? ''))
            .find((one) => one !== null && readScript?.(one)) ?? null);
    const named = argv[call.written];
    const written = named && !('open' in named) ? asWritten(named.text) : '';
    collectHandOver(
      collector,
      {
        from: range,
        to,
        written,
        argv: argv.slice(call.args),
        environment: {},
        how: 'run',
        ...(call.runner ? { runner: call.runner } : {}),
      },
      place,
    );
  }
}

function withSlashes(piece: Piece): Piece {
  return piece.kind === 'text' ? { ...piece, text: piece.text.replaceAll('\\', '/') } : piece;
}

/** Lines, with those that a `^` continues. */
function logicalLines(text: string): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start;
    for (;;) {
      const newline = text.indexOf('\n', end);
      end = newline < 0 ? text.length : newline;
      if (newline < 0 || !/\^\r?$/.test(text.slice(Math.max(start, end - 2), end))) break;
      end += 1;
    }
    const last = text[end - 1] === '\r' ? end - 1 : end;
    out.push({ start, end: Math.max(start, last) });
    start = end + 1;
  }
  return out;
}

/** Without the carets that continue lines. */
function unbroken(text: Text): Text {
  return text.flatMap((piece): readonly Piece[] => {
    if (piece.kind === 'hole' || !piece.text.includes('^')) return [piece];
    const out: Piece[] = [];
    let from = 0;
    for (const { 0: whole, index } of piece.text.matchAll(/\^(?:\r?\n|$|(?=[&|<>^%!]))/g)) {
      out.push(part(piece, from, index));
      if (whole.length > 1) out.push({ kind: 'text', text: ' ', range: null, exact: false });
      from = index + whole.length;
    }
    out.push(part(piece, from, piece.text.length));
    return out.filter((one) => one.kind === 'hole' || one.text !== '');
  });
}

function part(piece: Piece & { kind: 'text' }, from: number, to: number): Piece {
  const range =
    piece.range && piece.exact
      ? { ...piece.range, start: piece.range.start + from, end: piece.range.start + to }
      : piece.range;
  return { ...piece, text: piece.text.slice(from, to), range };
}

/** The commands of a line: behind `@`, `if … (`, `) else (`, and between `&&`. */
function commandsOf(line: Text): Text[] {
  const flat = flatten(line);
  const out: Text[] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i <= flat.chars.length; i++) {
    const c = flat.chars[i] ?? '&';
    if (c === '"') quoted = !quoted;
    if (i < flat.chars.length && (quoted || !/[&|]/.test(c) || flat.chars[i - 1] === '>')) continue;
    const bare = flat.chars.slice(from, i);
    const head =
      /^[\s@]*(?:(?:\)?\s*else\s*)?(?:if\s+(?:\/i\s+)?(?:not\s+)?(?:errorlevel\s+\S+|exist\s+\S+|defined\s+\S+|(?:"[^"]*"|[^\s"=]+)\s*(?:==|equ|neq)\s*(?:"[^"]*"|\S+)|\S+)\s*)?\(?\s*)/i.exec(
        bare,
      )?.[0].length ?? 0;
    const text = trim(flat.cut(from + head, i));
    if (text.length > 0 && asWritten(text) !== ')') out.push(text);
    from = i + 1;
  }
  return out;
}

const REFERENCE = /%%|%~?[\w-]*?(\d|\*)(?![\w%])|%([A-Za-z_][\w.]*)(?::[^%]*)?%|!([A-Za-z_][\w.]*)!/g;

/** `%NAME%`, `!NAME!`, `%1`. */
function expand(text: Text, variables: ReadonlyMap<string, Text>): Text {
  const flat = flatten(text);
  const out: Text[] = [];
  let from = 0;
  for (const { 0: whole, 2: percent, 3: bang, index } of flat.chars.matchAll(REFERENCE)) {
    out.push(flat.cut(from, index));
    from = index + whole.length;
    const name = percent ?? bang;
    const range = flat.cut(index, index + 1)[0]?.range ?? null;
    const held = name && !whole.includes(':') ? variables.get(name.toLowerCase()) : undefined;
    if (whole === '%%')
      out.push([{ kind: 'text', text: '%', range: range && { ...range, end: range.start + 2 }, exact: false }]);
    else out.push(held ?? hole(whole, range && { ...range, end: range.start + whole.length }, name));
  }
  out.push(flat.cut(from, flat.chars.length));
  return out.flat();
}

/** `set NAME=value`, `set "NAME=value"`. */
function assign(text: Text, variables: Map<string, Text>, isConditional: boolean): void {
  const flat = flatten(text);
  const found = /^set\s+("?)(?:\/a\s+|\/p\s+)?([A-Za-z_][\w.]*)=/i.exec(flat.chars);
  if (!found) return;
  const name = (found[2] ?? '').toLowerCase();
  const end = found[1] === '"' ? flat.chars.lastIndexOf('"') : flat.chars.length;
  const value = expand(flat.cut(found[0].length, Math.max(found[0].length, end)), variables);
  const isKnown = !isConditional && !/^set\s+"?\/[ap]/i.test(flat.chars);
  variables.set(name, isKnown ? value : hole(`%${found[2] ?? ''}%`, null, found[2]));
}

/** Words between white space; quotes hold them together and are gone. */
function wordsOf(text: Text): Argument[] {
  const flat = flatten(text);
  const out: Argument[] = [];
  let current: Piece[] | null = null;
  let quoted = false;
  let from = 0;
  const flush = (to: number): void => {
    if (to > from) current = [...(current ?? []), ...flat.cut(from, to)];
  };
  for (let i = 0; i <= flat.chars.length; i++) {
    const c = flat.chars[i] ?? ' ';
    if (c === '"' && i < flat.chars.length) {
      flush(i);
      current ??= [];
      quoted = !quoted;
      from = i + 1;
    } else if (!quoted && /\s/.test(c)) {
      flush(i);
      if (current) out.push({ text: current });
      current = null;
      from = i + 1;
    } else if (i === flat.chars.length) {
      flush(i);
      if (current) out.push({ text: current });
    }
  }
  return withoutRedirections(out);
}

/** `>nul`, `2>&1`, `> file`. */
function withoutRedirections(words: readonly Argument[]): Argument[] {
  const written = words.map((word) => ('open' in word ? '' : asWritten(word.text)));
  return words.filter((_, i) => {
    const isTarget = i > 0 && /^\d?>>?$/.test(written[i - 1] ?? '');
    return i === 0 || !(isTarget || /^\d?>>?\S*$/.test(written[i] ?? ''));
  });
}
