import { type FlatText, flatten } from '../../model/flat-text.ts';
import { hole, type Piece, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { evaluatePowerShell } from '../powershell/index.ts';
import type { ReadScript } from '../shell/machine.ts';
import {
  collectCommand,
  collectHandOver,
  collectScript,
  createCollector,
  factsOf,
  type HostCollector,
  type HostFacts,
  type HostPlace,
} from '../yaml/host-script.ts';
import { type Token, tokensOf } from './tokens.ts';

export interface JenkinsInput {
  readonly path: string;
  readonly text: string;
  readonly readScript?: ReadScript;
}

/** What has been read of a pipeline: its variables, and the stage at hand. */
interface Reading {
  readonly collector: HostCollector;
  readonly flat: FlatText;
  readonly tokens: readonly Token[];
  readonly path: string;
  /** `environment { }` and `withEnv`: what scripts find in their environment. */
  readonly environment: Map<string, Text>;
  readonly variables: Map<string, Text>;
  stage: string;
}

/**
 * Reads a Jenkinsfile: the scripts of its `sh` steps. Other Groovy is not run: what it fills in is left to run time. Never throws, whatever
 * the text.
 *
 * https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/
 */
export function readJenkinsfile(input: JenkinsInput): HostFacts {
  const { path, text } = input;
  const flat = flatten([{ kind: 'text', text, range: { path, start: 0, end: text.length }, exact: true }]);
  const collector = createCollector('jenkins', input.readScript, []);
  const tokens = tokensOf(flat.chars);
  const reading: Reading = {
    collector,
    flat,
    tokens,
    path,
    environment: new Map(),
    variables: new Map(),
    stage: 'pipeline',
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== 'word') continue;
    const name = nextString(tokens, i + 1);
    if (token.text === 'stage' && name) reading.stage = name.text.slice(1, -1);
    else if (token.text === 'withEnv') readWithEnv(reading, i + 1);
    else if (/^(?:sh|bash|pwsh|powershell)$/.test(token.text)) readStep(reading, token.text, i + 1);
    else readAssignment(reading, i);
  }
  const open = openString(tokens.at(-1), path);
  if (open) collector.gaps.push(open);
  return factsOf(collector);
}

/** The first string behind a word, its bracket and a label at most. */
function nextString(tokens: readonly Token[], at: number): Token | null {
  const next = tokens[at]?.text === '(' ? tokens[at + 1] : tokens[at];
  return next?.kind === 'string' ? next : null;
}

/** `NAME = 'text'`: in `environment { }` for scripts, elsewhere for what is filled in. */
function readAssignment(reading: Reading, i: number): void {
  const { tokens } = reading;
  const name = tokens[i]?.text ?? '';
  const value = tokens[i + 2];
  if (tokens[i + 1]?.text !== '=' || !value || tokens[i + 2]?.text === '=' || tokens[i - 1]?.text === '.') return;
  const joins = tokens[i + 3]?.text === '+' || tokens[i + 3]?.text === '.';
  const text = value.kind === 'string' && !joins ? textOfString(reading, value) : null;
  const held = text ?? hole(`\${${name}}`, null, name);
  reading.variables.set(name, held);
  if (isEnvironment(tokens, i)) reading.environment.set(name, held);
}

/** Whether the block around a place is `environment { }`. */
function isEnvironment(tokens: readonly Token[], i: number): boolean {
  let depth = 0;
  for (let at = i; at >= 0; at--) {
    const text = tokens[at]?.kind === 'mark' ? tokens[at]?.text : '';
    if (text === '}') depth++;
    else if (text === '{' && depth-- === 0) return tokens[at - 1]?.text === 'environment';
  }
  return false;
}

/** `withEnv(['A=b'])`: taken to hold from here on, as its block is where scripts follow. */
function readWithEnv(reading: Reading, from: number): void {
  const { tokens } = reading;
  for (let i = from; i < tokens.length && tokens[i]?.text !== '{'; i++) {
    const token = tokens[i];
    const flat = token?.kind === 'string' ? flatten(textOfString(reading, token)) : null;
    const equals = flat?.chars.indexOf('=') ?? -1;
    if (flat && equals > 0)
      reading.environment.set(flat.chars.slice(0, equals), flat.cut(equals + 1, flat.chars.length));
  }
}

/** `sh 'x'`, `sh("x")`, `sh script: 'x', returnStdout: true`. */
function readStep(reading: Reading, how: string, from: number): void {
  const { tokens } = reading;
  let script: Token | null = nextString(tokens, from);
  for (let i = from; !script && i < Math.min(tokens.length, from + 14); i++)
    if (tokens[i]?.text === 'script' && tokens[i + 1]?.text === ':')
      script = tokens[i + 2]?.kind === 'string' ? (tokens[i + 2] ?? null) : null;
  if (!script) return;
  const { path, environment, stage, collector } = reading;
  const place: HostPlace = {
    path,
    step: stage,
    variables: new Map(environment),
    conditions: [],
    branches: null,
    open: true,
  };
  const text = textOfString(reading, script);
  if (how === 'sh' || how === 'bash') collectScript(collector, text, place);
  else {
    const facts = evaluatePowerShell({ path, script: text, words: [], environment: place.variables, step: stage });
    for (const command of facts.commands) collectCommand(collector, command, place);
    for (const handOver of facts.handOvers) collectHandOver(collector, handOver, place);
    collector.gaps.push(...facts.gaps);
  }
}

/** A string that is open where the file ends. */
function openString(token: Token | undefined, path: string): Gap | null {
  if (token?.kind !== 'string') return null;
  const { text, start, quote = "'" } = token;
  if (text.length >= quote.length * 2 && text.endsWith(quote)) return null;
  const range = { path, start, end: start + text.length };
  return { reason: 'syntax-error', text: 'a string that never ends', range, names: 'all' };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };
const PLACE = /\\([\s\S])|\$(\{)|\$([A-Za-z_][\w.]*)/g;

/** A string's text; in double quotes with what is filled in. https://groovy-lang.org/syntax.html#_string_interpolation */
function textOfString(reading: Reading, { text, start, quote = "'" }: Token): Text {
  const out: Piece[] = [];
  const from = start + quote.length;
  const end =
    text.endsWith(quote) && text.length >= quote.length * 2 ? start + text.length - quote.length : start + text.length;
  const chars = reading.flat.chars.slice(from, end);
  let at = 0;
  for (const { 0: whole, 1: letter, 2: braced, 3: bare, index } of chars.matchAll(PLACE)) {
    if (index < at || (letter === undefined && quote.startsWith("'"))) continue;
    out.push(...reading.flat.cut(from + at, from + index));
    at = braced === undefined ? index + whole.length : afterBraces(chars, index + 1);
    const range = { path: reading.path, start: from + index, end: from + at };
    if (letter !== undefined) {
      const decoded = Object.hasOwn(ESCAPES, letter) ? (ESCAPES[letter] ?? '') : letter;
      if (decoded !== '') out.push({ kind: 'text', text: decoded, range, exact: false });
    } else out.push(...filledIn(reading, bare ?? chars.slice(index + 2, at - 1).trim(), chars.slice(index, at), range));
  }
  out.push(...reading.flat.cut(from + at, end));
  return out;
}

/** The offset behind the bracket that closes the one at `open`. */
function afterBraces(chars: string, open: number): number {
  let depth = 0;
  for (let i = open; i < chars.length; i++) {
    if (chars[i] === '{') depth++;
    else if (chars[i] === '}' && --depth === 0) return i + 1;
  }
  return chars.length;
}

function filledIn({ variables }: Reading, expression: string, written: string, range: Piece['range']): Text {
  const name = expression.replace(/^(?:env|params)\./, '');
  if (!/^[A-Za-z_]\w*$/.test(name)) return hole(written, range);
  return variables.get(name) ?? hole(written, range, name);
}
