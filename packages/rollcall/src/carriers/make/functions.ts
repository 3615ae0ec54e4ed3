import { flatten } from '../../model/flat-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, hole, known, type Text, trim } from '../../model/text.ts';
import { afterReference } from './lines.ts';
import { findMakeVariable, type Make, type MakeVariable } from './state.ts';
import {
  holdsText,
  joinWords,
  knownWords,
  plain,
  replaceAll,
  replacePattern,
  stemOf,
  wordsOf,
} from './word-functions.ts';

/** What a function needs of the expansion that it is called in. */
export interface Expansion {
  readonly make: Make;
  readonly expand: (make: Make, text: Text) => Text;
  readonly expandName: (make: Make, name: string, written: string, range: Range | null) => Text;
}

interface Call {
  readonly by: Expansion;
  /** Arguments as written; each function expands its own. */
  readonly args: readonly Text[];
  readonly written: string;
  readonly range: Range | null;
}

/** What a call becomes; null: only run time knows. */
type MakeFunction = (call: Call) => Text | null;

/** Arguments after which commas are text. https://www.gnu.org/software/make/manual/html_node/Functions.html */
const MOST_ARGUMENTS = new Map([
  ...['strip', 'sort', 'words', 'firstword', 'lastword', 'dir', 'notdir', 'basename', 'suffix'].map((name) => [
    name,
    1,
  ]),
  ...['shell', 'wildcard', 'info', 'warning', 'error', 'eval', 'value', 'origin', 'flavor', 'realpath', 'abspath'].map(
    (name) => [name, 1],
  ),
  ...['filter', 'filter-out', 'findstring', 'word', 'addprefix', 'addsuffix', 'join'].map((name) => [name, 2]),
  ...['subst', 'patsubst', 'wordlist', 'foreach', 'if'].map((name) => [name, 3]),
] as [string, number][]);

/** Splits at the commas outside of references and brackets. */
function splitArguments(text: Text, most: number): Text[] {
  const flat = flatten(text);
  const out: Text[] = [];
  let from = 0;
  let depth = 0;
  for (let i = 0; i < flat.chars.length && out.length < most - 1; i++) {
    const c = flat.chars[i];
    if (c === '$' && /[({]/.test(flat.chars[i + 1] ?? '')) i = afterReference(flat.chars, i) - 1;
    else if (c === '(' || c === '{') depth++;
    else if (c === ')' || c === '}') depth--;
    else if (c === ',' && depth <= 0) {
      out.push(flat.cut(from, i));
      from = i + 1;
    }
  }
  return [...out, flat.cut(from, flat.chars.length)];
}

function argument({ by, args }: Call, i: number): Text {
  return by.expand(by.make, args[i] ?? []);
}

/** A function of words that are all known. */
function onWords(change: (words: readonly Text[], chars: readonly string[], call: Call) => readonly Text[] | null) {
  return (call: Call, at = 0): Text | null => {
    const text = argument(call, at);
    const chars = knownWords(text);
    const words = chars ? change(wordsOf(text), chars, call) : null;
    return words && joinWords(words);
  };
}

function filtering(keeps: boolean): MakeFunction {
  return (call) => {
    const patterns = knownWords(argument(call, 0));
    const text = argument(call, 1);
    const words = knownWords(text);
    if (!patterns || !words) return null;
    const matches = words.map((word) => patterns.some((pattern) => stemOf(pattern, word) !== null));
    return joinWords(wordsOf(text).filter((_, i) => matches[i] === keeps));
  };
}

function adding(before: boolean): MakeFunction {
  return (call) => {
    const added = argument(call, 0);
    const words = wordsOf(argument(call, 1));
    return joinWords(words.map((word) => (before ? [...added, ...word] : [...word, ...added])));
  };
}

function decideText({ by: { make } }: Call, text: Text): boolean {
  const known = holdsText(text);
  if (known !== null) return known;
  const holds = make.choices.decide(`${asWritten(trim(text))} is set`);
  const [only, ...more] = trim(text);
  if (!holds && only?.kind === 'hole' && only.input !== undefined && more.length === 0) make.told.set(only.input, []);
  return holds;
}

const foreach: MakeFunction = (call) => {
  const { by, args } = call;
  const name = known(argument(call, 0));
  const words = wordsOf(argument(call, 1));
  if (name === null || words.length > 200) return null;
  const out = words.map((word) => {
    const scope = new Map<string, MakeVariable>([[name.trim(), { recursive: false, value: word, origin: 'override' }]]);
    by.make.scopes = [...by.make.scopes, scope];
    const text = by.expand(by.make, args[2] ?? []);
    by.make.scopes = by.make.scopes.slice(0, -1);
    return text;
  });
  return joinWords(out);
};

const call: MakeFunction = (one) => {
  const { by, args } = one;
  const name = known(argument(one, 0))?.trim() ?? null;
  const variable = name === null ? null : findMakeVariable(by.make, name);
  if (name === null || !variable) return null;
  const scope = new Map<string, MakeVariable>([['0', { recursive: false, value: plain(name), origin: 'override' }]]);
  for (let i = 1; i < Math.max(10, args.length); i++)
    scope.set(String(i), { recursive: false, value: i < args.length ? argument(one, i) : [], origin: 'override' });
  by.make.scopes = [...by.make.scopes, scope];
  const text = by.expand(by.make, variable.value);
  by.make.scopes = by.make.scopes.slice(0, -1);
  return text;
};

const substitute: MakeFunction = (one) => {
  const [from, to] = [known(argument(one, 0)), known(argument(one, 1))];
  return from === null || to === null ? null : replaceAll(from, to, argument(one, 2));
};

const either =
  (stopsAt: boolean): MakeFunction =>
  (one) => {
    let text: Text = [];
    for (let i = 0; i < one.args.length; i++) {
      text = trim(argument(one, i));
      if (i < one.args.length - 1 && decideText(one, text) === stopsAt) return stopsAt ? text : [];
    }
    return text;
  };

const nothing: MakeFunction = (one) => {
  argument(one, 0);
  return [];
};

const FUNCTIONS = new Map<string, MakeFunction>([
  ['subst', substitute],
  [
    'patsubst',
    (one) => {
      const [from, to] = [known(argument(one, 0)), known(argument(one, 1))];
      return from === null || to === null ? null : replacePattern(from.trim(), to.trim(), argument(one, 2));
    },
  ],
  ['strip', (one) => joinWords(wordsOf(argument(one, 0)))],
  [
    'findstring',
    (one) => {
      const [what, where] = [known(argument(one, 0)), known(argument(one, 1))];
      return what === null || where === null ? null : plain(where.includes(what) ? what : '');
    },
  ],
  ['filter', filtering(true)],
  ['filter-out', filtering(false)],
  ['sort', onWords((_, chars) => [...new Set(chars)].sort((a, b) => (a < b ? -1 : 1)).map(plain))],
  [
    'word',
    (one) => {
      const at = Number(known(argument(one, 0)) ?? Number.NaN);
      return Number.isInteger(at) && at > 0 ? onWords((words) => [words[at - 1] ?? []])(one, 1) : null;
    },
  ],
  [
    'wordlist',
    (one) => {
      const [from, to] = [0, 1].map((i) => Number(known(argument(one, i)) ?? Number.NaN));
      return from && to !== undefined && !Number.isNaN(to)
        ? onWords((words) => words.slice(from - 1, Math.max(0, to)))(one, 2)
        : null;
    },
  ],
  ['words', onWords((words) => [plain(String(words.length))])],
  ['firstword', onWords((words) => words.slice(0, 1))],
  ['lastword', onWords((words) => words.slice(-1))],
  ['dir', onWords((_, chars) => chars.map((word) => plain(word.slice(0, word.lastIndexOf('/') + 1) || './')))],
  ['notdir', onWords((_, chars) => chars.map((word) => plain(word.slice(word.lastIndexOf('/') + 1))))],
  ['basename', onWords((_, chars) => chars.map((word) => plain(word.replace(/\.[^./]*$/, ''))))],
  ['suffix', onWords((_, chars) => chars.flatMap((word) => /\.[^./]*$/.exec(word)?.[0] ?? []).map(plain))],
  ['addprefix', adding(true)],
  ['addsuffix', adding(false)],
  ['if', (one) => (decideText(one, trim(argument(one, 0))) ? argument(one, 1) : argument(one, 2))],
  ['or', either(true)],
  ['and', either(false)],
  ['foreach', foreach],
  ['call', call],
  ['value', (one) => findMakeVariable(one.by.make, known(argument(one, 0))?.trim() ?? '')?.value ?? null],
  ['info', nothing],
  ['warning', nothing],
  ['error', nothing],
  ['shell', (one) => (/^\s*pwd\s*$/.test(known(argument(one, 0)) ?? '') ? plain('.') : null)],
  [
    'eval',
    (one) => {
      one.by.make.run(one.by.make, argument(one, 0));
      return [];
    },
  ],
  ...['wildcard', 'realpath', 'abspath', 'origin', 'flavor', 'file', 'join', 'guile'].map(
    (name): [string, MakeFunction] => [name, () => null],
  ),
]);

export function isFunction(name: string): boolean {
  return FUNCTIONS.has(name);
}

/** What a call of a function becomes: a hole where only run time knows. */
export function callFunction(by: Expansion, name: string, text: Text, written: string, range: Range | null): Text {
  const args = splitArguments(text, MOST_ARGUMENTS.get(name) ?? Number.POSITIVE_INFINITY);
  return FUNCTIONS.get(name)?.({ by, args, written, range }) ?? hole(written, range);
}
