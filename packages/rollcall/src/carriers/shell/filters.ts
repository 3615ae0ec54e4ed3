import { flatten } from '../../model/flat-text.ts';
import { hole, known, type Piece, type Text } from '../../model/text.ts';
import { deleteLines, grep } from './line-patterns.ts';
import { escapePattern, findPattern, parsePattern } from './patterns.ts';
import { alike, joinTexts, linesOf, mapCharacters, printLines, sliceText, splitAt } from './texts.ts';

/** A command that only turns words and standard input into text: null where this call of it is not understood. */
type Filter = (args: readonly Text[], stdin: Text | null) => Text | null;

function plain(text: string): Text {
  return text === '' ? [] : [{ kind: 'text', text, range: null, exact: false }];
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '\x07',
  '"': '"',
  "'": "'",
  e: '\x1b',
};

const ESCAPE = /\\(?:0?([0-7]{1,3})|x([\da-fA-F]{1,2})|(.))/gs;

/** `\n` and its kin in known text; what stands between keeps its place. */
function decodeEscapes(text: Text): Text {
  return text.flatMap((piece) => {
    if (piece.kind === 'hole' || !piece.text.includes('\\')) return [piece];
    const out: Piece[] = [];
    let from = 0;
    for (const { 0: whole, 1: octal, 2: hex, 3: letter = '', index } of piece.text.matchAll(ESCAPE)) {
      const code =
        octal !== undefined ? Number.parseInt(octal, 8) : hex !== undefined ? Number.parseInt(hex, 16) : null;
      const decoded =
        code !== null ? String.fromCharCode(code) : Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
      if (decoded === undefined) continue;
      out.push(...sliceText([piece], from, index), ...plain(decoded).map((made) => alike(made, piece)));
      from = index + whole.length;
    }
    return [...out, ...sliceText([piece], from, piece.text.length)];
  });
}

const echo: Filter = (args) => {
  let words = args;
  let newline = true;
  let escapes = false;
  for (let flag = known(words[0] ?? []); flag !== null && /^-[neE]+$/.test(flag); flag = known(words[0] ?? [])) {
    if (flag.includes('n')) newline = false;
    if (flag.includes('e')) escapes = true;
    words = words.slice(1);
  }
  const text = joinTexts(words, ' ');
  return [...(escapes ? decodeEscapes(text) : text), ...plain(newline ? '\n' : '')];
};

/** `printf FORMAT words…`: the format is used again until no word is left. */
const printf: Filter = (args) => {
  const words = known(args[0] ?? []) === '--' ? args.slice(1) : args;
  const [format, ...values] = words;
  if (!format) return [];
  const pieces = decodeEscapes(format);
  let left: readonly Text[] = values;
  const out: Piece[] = [];
  for (let turn = 0; turn < 2_000; turn++) {
    const printed = printOnce(pieces, left);
    if (!printed) return null;
    out.push(...printed.text);
    if (printed.used === 0 || printed.used >= left.length) return out;
    left = left.slice(printed.used);
  }
  return null;
};

function printOnce(format: Text, values: readonly Text[]): { text: Text; used: number } | null {
  const out: Piece[] = [];
  let used = 0;
  for (const piece of format) {
    if (piece.kind === 'hole') {
      out.push(piece);
      continue;
    }
    let from = 0;
    for (const match of piece.text.matchAll(/%(%|[a-z]|[^a-z%]{1,8}[a-z]?)/gi)) {
      out.push(...sliceText([piece], from, match.index));
      from = match.index + match[0].length;
      const sort = match[1] ?? '';
      if (sort === '%') out.push(...plain('%'));
      else if (!'sbdiq'.includes(sort)) return null;
      else out.push(...(values[used++] ?? plain(sort === 'd' || sort === 'i' ? '0' : '')));
    }
    out.push(...sliceText([piece], from, piece.text.length));
  }
  return { text: out, used };
}

const SETS: Readonly<Record<string, string>> = {
  '[:lower:]': 'abcdefghijklmnopqrstuvwxyz',
  '[:upper:]': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '[:digit:]': '0123456789',
  '[:space:]': ' \t\n\r\v\f',
  '[:blank:]': ' \t',
};

function characterSet(text: string): string {
  const named = text.replace(/\[:[a-z]+:\]/g, (name) => (Object.hasOwn(SETS, name) ? (SETS[name] ?? '') : name));
  const plainText = named.replace(/\\(.)/g, (whole, c: string) =>
    Object.hasOwn(ESCAPES, c) ? (ESCAPES[c] ?? whole) : c,
  );
  return plainText.replace(/([a-zA-Z0-9])-([a-zA-Z0-9])/g, (whole, a: string, b: string) => {
    const [low, high] = [a.charCodeAt(0), b.charCodeAt(0)];
    return high < low ? whole : Array.from({ length: high - low + 1 }, (_, i) => String.fromCharCode(low + i)).join('');
  });
}

const tr: Filter = (args, stdin) => {
  const words = args.map(known);
  if (!stdin || words.some((word) => word === null)) return null;
  const [first = '', second] = words as readonly string[];
  if (first === '-d' && second !== undefined) {
    const gone = characterSet(second);
    return mapCharacters(
      stdin,
      (c) => gone.includes(c),
      () => '',
    );
  }
  if (first.startsWith('-') && first.length > 1 && first !== '-') return null;
  const [from, to] = [characterSet(first), characterSet(second ?? '')];
  if (to === '') return null;
  return mapCharacters(
    stdin,
    (c) => from.includes(c),
    (c) => to[Math.min(from.indexOf(c), to.length - 1)] ?? c,
  );
};

/** `paste -sd, -`: lines joined by a separator. */
const paste: Filter = (args, stdin) => {
  const words = args.map(known);
  if (!stdin || words.some((word) => word === null)) return null;
  const all = (words as readonly string[]).filter((word) => word !== '-');
  const serial = all.some((word) => /^-s|^-d?.*s$|--serial/.test(word));
  if (!serial) return null;
  let separator = '\t';
  for (const [i, word] of all.entries()) {
    const attached = /^-s?d(.*)$/.exec(word)?.[1] ?? /^--delimiters=(.*)$/.exec(word)?.[1];
    if (attached !== undefined) separator = attached === '' ? (all[i + 1] ?? '') : attached;
  }
  const decoded = characterSet(separator.replace(/\\0/, ''));
  return decoded.length > 1 ? null : [...joinTexts(linesOf(stdin), decoded), ...plain('\n')];
};

/** `sed 's/a/b/g'` with a literal left side, with `^` or `$` alone or at one end. */
const sed: Filter = (args, stdin) => {
  const words = args.filter((arg) => !/^-[eEr]$/.test(known(arg) ?? ''));
  const [word, ...rest] = words;
  if (!stdin || !word) return null;
  if (rest.length > 0) return words.reduce<Text | null>((text, one) => sed([one], text), stdin);
  const script = known(word);
  if (script !== null && /\/d\s*$/.test(script)) return deleteLines(script, stdin);
  const flat = flatten(word);
  const match = /^s(.)((?:(?!\1).)*)\1((?:(?!\1).)*)\1(g?)$/s.exec(flat.chars);
  if (!match) return null;
  const [, , left = '', put = '', all] = match;
  if (/[\\&]/.test(put) || left.includes(flat.hole)) return null;
  // What run time fills may hold anything but the end of the line.
  const right = script === null ? flat.cut(left.length + 3, left.length + 3 + put.length) : plain(put);
  const body = left.replace(/^\^/, '').replace(/\$$/, '');
  if (/[.*[\]\\+?(){}|^$]/.test(body)) return null;
  return printEach(stdin, (line) =>
    substituteIn(line, body, right, { start: left.startsWith('^'), end: left.endsWith('$'), all: all === 'g' }),
  );
};

function printEach(stdin: Text, change: (line: Text) => Text): Text {
  const last = stdin.at(-1);
  const ended = last?.kind === 'text' && last.text.endsWith('\n');
  const lines = linesOf(stdin).map(change);
  return ended ? printLines(lines) : joinTexts(lines, '\n');
}

function substituteIn(
  line: Text,
  body: string,
  right: Text,
  how: { start: boolean; end: boolean; all: boolean },
): Text {
  const size = line.reduce((sum, piece) => sum + (piece.kind === 'hole' ? 1 : piece.text.length), 0);
  const [first, last] = [line[0], line.at(-1)];
  if (how.start) {
    if (first?.kind !== 'text' || !first.text.startsWith(body)) return body === '' ? [...right, ...line] : line;
    return [...right, ...sliceText(line, body.length, size)];
  }
  if (how.end) {
    if (last?.kind !== 'text' || !last.text.endsWith(body)) return body === '' ? [...line, ...right] : line;
    return [...sliceText(line, 0, size - body.length), ...right];
  }
  return replaceLiteral(line, body, right, how.all);
}

function replaceLiteral(line: Text, body: string, right: Text, all: boolean): Text {
  if (body === '') return line;
  const pattern = parsePattern(escapePattern(body));
  let done = false;
  return line.flatMap((piece) => {
    if (piece.kind === 'hole' || done) return [piece];
    const out: Piece[] = [];
    let from = 0;
    for (let at = findPattern(pattern, piece.text, 0); at; at = findPattern(pattern, piece.text, from)) {
      out.push(...sliceText([piece], from, at[0]), ...right);
      from = at[0] + at[1];
      done = !all;
      if (done) break;
    }
    return [...out, ...sliceText([piece], from, piece.text.length)];
  });
}

const basename: Filter = (args) => {
  const path = args[0] ? known(args[0]) : null;
  const suffix = args[1] ? known(args[1]) : '';
  // `.` stands for a folder whose name the script does not say.
  if (path === null || suffix === null || path === '' || path === '.') return null;
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return plain(`${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`);
};

const dirname: Filter = (args) => {
  const path = known(args.at(-1) ?? hole('', null));
  if (path === null) return null;
  const at = path.replace(/\/+$/, '').lastIndexOf('/');
  return plain(`${at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at)}\n`);
};

const cat: Filter = (args, stdin) =>
  args.length === 0 || (args.length === 1 && known(args[0] ?? []) === '-') ? stdin : null;

/** What it puts in are names of the environment, which stay as a manifest writes them. https://www.gnu.org/software/gettext/manual/html_node/envsubst-Invocation.html */
const envsubst: Filter = (args, stdin) => (args.some((arg) => (known(arg) ?? '').startsWith('-')) ? null : stdin);

const seq: Filter = (args) => {
  const numbers = args
    .map((arg) => known(arg))
    .map((word) => (word !== null && /^-?\d{1,9}$/.test(word) ? Number(word) : Number.NaN));
  const [a = Number.NaN, b, c] = numbers;
  const [from, step, to] = c !== undefined ? [a, b ?? 1, c] : b !== undefined ? [a, 1, b] : [1, 1, a];
  if (numbers.length === 0 || [from, step, to].some(Number.isNaN) || step === 0) return null;
  const count = Math.floor((to - from) / step) + 1;
  if (count > 1_000) return null;
  return printLines(Array.from({ length: Math.max(0, count) }, (_, i) => plain(`${from + i * step}`)));
};

const sort: Filter = (args, stdin) => {
  if (!stdin || args.some((arg) => known(arg) !== '-u')) return null;
  const lines = linesOf(stdin).map((line) => ({ line, text: known(line) }));
  if (lines.some(({ text }) => text === null)) return null;
  lines.sort((a, b) => ((a.text ?? '') < (b.text ?? '') ? -1 : (a.text ?? '') > (b.text ?? '') ? 1 : 0));
  const kept = args.length > 0 ? lines.filter(({ text }, i) => text !== lines[i - 1]?.text) : lines;
  return printLines(kept.map(({ line }) => line));
};

/** `cut -d= -f1`. */
const cut: Filter = (args, stdin) => {
  const words = args.map(known);
  if (!stdin || words.some((word) => word === null)) return null;
  const options = (words as readonly string[])
    .join('\0')
    .replace(/(^|\0)(-[df])\0/g, '$1$2')
    .split('\0');
  const delimiter = options.find((word) => word.startsWith('-d'))?.slice(2) ?? '\t';
  const field = Number(options.find((word) => word.startsWith('-f'))?.slice(2));
  if (options.length !== 2 || delimiter.length !== 1 || !Number.isInteger(field) || field < 1) return null;
  return printEach(stdin, (line) => {
    const fields = splitAt(line, (c) => c === delimiter);
    return fields.length === 1 ? line : (fields[field - 1] ?? []);
  });
};

const xargs: Filter = (args, stdin) => {
  if (args.length > 0 || !stdin) return null;
  const words = splitAt(stdin, (c) => c === ' ' || c === '\n' || c === '\t').filter((word) => word.length > 0);
  const hasQuotes = stdin.some((piece) => piece.kind === 'text' && /['"\\]/.test(piece.text));
  return hasQuotes ? null : [...joinTexts(words, ' '), ...plain('\n')];
};

const head: Filter = (args, stdin) => {
  const count = /^-n?(\d{1,9})$/.exec(args.map(known).join(''))?.[1];
  return stdin && count !== undefined ? printLines(linesOf(stdin).slice(0, Number(count))) : null;
};

const realpath: Filter = (args) => {
  const path = args.map(known).filter((word) => word === null || !word.startsWith('-'));
  return path.length === 1 && typeof path[0] === 'string' ? plain(`${path[0]}\n`) : null;
};

const FILTERS = new Map<string, Filter>([
  ['echo', echo],
  ['printf', printf],
  ['cat', cat],
  ['envsubst', envsubst],
  ['tr', tr],
  ['grep', grep],
  ['egrep', (args, stdin) => grep([plain('-E'), ...args], stdin)],
  ['paste', paste],
  ['sed', sed],
  ['basename', basename],
  ['dirname', dirname],
  ['seq', seq],
  ['sort', sort],
  ['cut', cut],
  ['xargs', xargs],
  ['head', head],
  ['realpath', realpath],
  ['readlink', realpath],
]);

export function isFilter(name: string): boolean {
  return FILTERS.has(name);
}

/** What a text command prints; null when that is not known. */
export function runFilter(name: string, args: readonly Text[], stdin: Text | null): Text | null {
  return FILTERS.get(name)?.(args, stdin) ?? null;
}
