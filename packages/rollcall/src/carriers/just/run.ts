import type { Argument } from '../../model/command.ts';
import { type FlatText, flatten } from '../../model/flat-text.ts';
import type { Range } from '../../model/span.ts';
import { hole, known, type Piece, splitOnce, type Text } from '../../model/text.ts';
import { evaluatePowerShell } from '../powershell/index.ts';
import { resolvePath } from '../shell/hand-over.ts';
import { type Choices, inEveryChoice } from '../yaml/every-way.ts';
import {
  collectCommand,
  collectHandOver,
  collectScript,
  createCollector,
  factsOf,
  type HostCollector,
} from '../yaml/host-script.ts';
import type { TaskFacts, TaskInput } from '../yaml/task-facts.ts';
import { evaluateJust, type JustScope } from './expressions.ts';
import { type Justfile, type Part, parseJustfile, type Recipe } from './parse.ts';

/** What the words after `just` ask for. https://just.systems/man/en/command-line-options.html */
export interface JustCall {
  readonly recipe: string | null;
  readonly args: readonly Argument[];
  readonly overrides: ReadonlyMap<string, Text>;
  readonly file: string | null;
  readonly directory: string | null;
}

export function readJustWords(words: readonly Argument[]): JustCall {
  const overrides = new Map<string, Text>();
  let [file, directory] = [null, null] as [string | null, string | null];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const text = word && !('open' in word) ? known(word.text) : null;
    const sides = word && !('open' in word) ? splitOnce(word.text, '=') : null;
    const name = sides ? known(sides[0]) : null;
    if (sides && name !== null && /^[A-Za-z_][\w-]*$/.test(name)) overrides.set(name, sides[1]);
    else if (text === '--set' && words[i + 2]) {
      const [key, value] = [words[i + 1], words[i + 2]];
      if (key && !('open' in key) && value && !('open' in value)) overrides.set(known(key.text) ?? '', value.text);
      i += 2;
    } else if (text !== null && /^(?:-f|--justfile|-d|--working-directory)$/.test(text)) {
      const value = words[++i];
      const path = value && !('open' in value) ? known(value.text) : null;
      if (/f/.test(text)) file = path;
      else directory = path;
    } else if (text?.startsWith('-')) continue;
    else return { recipe: text, args: words.slice(i + 1), overrides, file, directory };
  }
  return { recipe: null, args: [], overrides, file, directory };
}

/** What one way through a justfile has come to. */
interface Just {
  readonly input: TaskInput;
  readonly file: Justfile;
  readonly flat: FlatText;
  readonly choices: Choices;
  readonly overrides: ReadonlyMap<string, Text>;
  readonly values: Map<string, Text | null>;
  readonly collector: HostCollector;
  readonly done: Set<string>;
}

/**
 * Runs a recipe of a justfile and what it depends on, without running anything. Never throws, whatever the text.
 *
 * https://just.systems/man/en/
 */
export function runJust(input: TaskInput): TaskFacts {
  const call = readJustWords(input.words);
  const flat = flatten([wholeOf(input)]);
  const file = parseJustfile(flat);
  const collector = createCollector('just', input.readScript, []);
  const done = new Set<string>();
  const first = [...file.recipes.keys()].find((name) => !name.startsWith('_')) ?? null;
  const name = call.recipe ?? first;
  const all = inEveryChoice((choices) => {
    const ran = new Set<string>();
    const just: Just = {
      input,
      file,
      flat,
      choices,
      overrides: call.overrides,
      values: new Map(),
      collector,
      done: ran,
    };
    if (name !== null) runRecipe(just, file.aliases.get(name) ?? name, call.args);
    for (const one of ran) done.add(one.split('\0')[0] ?? '');
  });
  if (!all)
    collector.gaps.push({
      reason: 'evaluation-bound',
      text: 'more ways through it than can be followed',
      range: wholeOf(input).range,
      names: 'all',
    });
  return { ...factsOf(collector), tasks: [...done] };
}

export function listJustRecipes(input: Pick<TaskInput, 'path' | 'text'>): readonly string[] {
  return [...parseJustfile(flatten([wholeOf(input)])).recipes.keys()];
}

function wholeOf({ path, text }: Pick<TaskInput, 'path' | 'text'>): Piece {
  return { kind: 'text', text, range: { path, start: 0, end: text.length }, exact: true };
}

const DEEPEST = 30;

function runRecipe(just: Just, name: string, args: readonly Argument[], depth = 0): void {
  const recipe = just.file.recipes.get(name);
  const key = [name, ...args.map((arg) => ('open' in arg ? arg.written : JSON.stringify(arg.text)))].join('\0');
  if (!recipe || depth > DEEPEST || just.done.has(key) || just.done.size > 300) return;
  just.done.add(key);
  const parameters = bind(just, recipe, args);
  const scope = scopeOf(just, parameters);
  for (const dependency of recipe.dependencies) {
    const given = dependency.args ? argumentsIn(just, dependency.args, scope) : [];
    runRecipe(just, just.file.aliases.get(dependency.name) ?? dependency.name, given, depth + 1);
  }
  runBody(just, recipe, scope, parameters);
}

function bind(just: Just, recipe: Recipe, args: readonly Argument[]): Map<string, Text> {
  const out = new Map<string, Text>();
  for (const [i, { name, default: otherwise, many }] of recipe.parameters.entries()) {
    const given = many ? args.slice(i) : args.slice(i, i + 1);
    const text = given.flatMap(
      (arg, at): Text => [
        ...(at > 0 ? [{ kind: 'text', text: ' ', range: null, exact: false } as const] : []),
        ...('open' in arg ? hole(arg.written, arg.range) : arg.text),
      ],
    );
    const missing = otherwise ? evaluatePart(just, otherwise, scopeOf(just, out)) : null;
    out.set(name, given.length > 0 ? text : (missing ?? (many ? [] : hole(`{{${name}}}`, null))));
  }
  return out;
}

function argumentsIn(just: Just, part: Part, scope: JustScope): Argument[] {
  const out: Argument[] = [];
  const flat = flatten(just.flat.cut(part.start, part.end));
  for (let at = 0; at < flat.chars.length; ) {
    const found = evaluateJust(flat, scope, at);
    if (!found || found.end <= at) break;
    out.push({ text: found.text });
    at = found.end + (/^\s*/.exec(flat.chars.slice(found.end))?.[0].length ?? 0);
  }
  return out;
}

function evaluatePart(just: Just, { start, end }: Part, scope: JustScope): Text | null {
  return evaluateJust(flatten(just.flat.cut(start, end)), scope)?.text ?? null;
}

function scopeOf(just: Just, parameters: ReadonlyMap<string, Text>): JustScope {
  return {
    lookUp: (name) => parameters.get(name) ?? variable(just, name),
    environment: just.input.environment ?? new Map(),
    choices: just.choices,
  };
}

/** A variable is worked out once; one that refers to itself is not known. */
function variable(just: Just, name: string): Text | null {
  const given = just.overrides.get(name);
  if (given) return given;
  const held = just.values.get(name);
  if (held !== undefined) return held;
  const assignment = just.file.assignments.get(name);
  if (!assignment) return null;
  just.values.set(name, null);
  const text = evaluatePart(just, assignment.value, scopeOf(just, new Map()));
  const { start } = assignment.value;
  const value = text ?? hole(`{{${name}}}`, just.flat.cut(start, start + 1)[0]?.range ?? null);
  just.values.set(name, value);
  return value;
}

function runBody(just: Just, recipe: Recipe, scope: JustScope, parameters: ReadonlyMap<string, Text>): void {
  const { input, collector, file } = just;
  const folder = input.path.includes('/') ? input.path.slice(0, input.path.lastIndexOf('/')) : '';
  const stated = file.settings.get('working-directory');
  // Before the place: what is compared in them is a condition of all of them.
  const lines = recipe.lines.map((part) => fillIn(just, part, scope));
  const place = {
    path: input.path,
    step: recipe.name,
    variables: environmentOf(just, recipe, parameters),
    conditions: [...(input.conditions ?? []), ...just.choices.conditions],
    branches: null,
    directory: stated ? resolvePath(folder, stated.replace(/^['"]|['"]$/g, '')) : folder,
    open: file.settings.has('dotenv-load'),
  };
  const [first] = recipe.lines;
  const shebang = first ? /^#!.*$/.exec(just.flat.chars.slice(first.start, first.end))?.[0] : undefined;
  const newline: Piece = { kind: 'text', text: '\n', range: null, exact: false };
  if (shebang !== undefined) {
    const script = lines.slice(1).flatMap((line) => [...line, newline]);
    if (/\b(?:ba|da|z|k)?sh\b/.test(shebang)) collectScript(collector, script, place);
    else if (/pwsh|powershell/.test(shebang)) {
      const facts = evaluatePowerShell({
        path: input.path,
        script,
        environment: place.variables,
        words: [],
        step: recipe.name,
      });
      for (const command of facts.commands) collectCommand(collector, command, place);
      for (const handOver of facts.handOvers) collectHandOver(collector, handOver, place);
    }
    return;
  }
  for (const { text, range } of joinContinued(input.path, recipe.lines, lines, newline))
    collectScript(collector, text, place, range);
}

/** Lines that a backslash continues are one. */
function joinContinued(path: string, parts: readonly Part[], lines: readonly Text[], newline: Piece) {
  const out: { text: Text; range: Range }[] = [];
  let start = 0;
  let current: Text | null = null;
  for (const [i, line] of lines.entries()) {
    const text: Text = current ? [...current, newline, ...line] : withoutMarks(line);
    if (!current) start = parts[i]?.start ?? 0;
    const last = line.at(-1);
    const isContinued = last?.kind === 'text' && /(?:^|[^\\])(?:\\\\)*\\$/.test(last.text);
    current = isContinued && i < parts.length - 1 ? text : null;
    if (!current && text.length > 0) out.push({ text, range: { path, start, end: parts[i]?.end ?? start } });
  }
  return out;
}

function withoutMarks(line: Text): Text {
  const [first, ...rest] = line;
  if (first?.kind !== 'text') return line;
  const marks = /^[@-]*/.exec(first.text)?.[0].length ?? 0;
  if (marks === 0) return line;
  const range = first.range && first.exact ? { ...first.range, start: first.range.start + marks } : first.range;
  return [{ ...first, text: first.text.slice(marks), range }, ...rest];
}

function environmentOf(just: Just, recipe: Recipe, parameters: ReadonlyMap<string, Text>): Map<string, Text> {
  const out = new Map(just.input.environment ?? []);
  const all = just.file.settings.get('export') === 'true';
  for (const [name, { exported }] of just.file.assignments) {
    const text = exported || all ? variable(just, name) : null;
    if (text) out.set(name, text);
  }
  for (const { name, exported } of recipe.parameters) {
    const text = exported || all ? parameters.get(name) : undefined;
    if (text) out.set(name, text);
  }
  return out;
}

/** `{{ … }}` in a line of a body; `{{{{` is two braces. */
function fillIn(just: Just, part: Part, scope: JustScope): Text {
  const { chars } = just.flat;
  const out: Piece[] = [];
  let from = part.start;
  for (let at = chars.indexOf('{{', from); at >= 0 && at < part.end; at = chars.indexOf('{{', from)) {
    out.push(...just.flat.cut(from, at));
    if (chars.startsWith('{{{{', at)) {
      out.push(...just.flat.cut(at, at + 2));
      from = at + 4;
      continue;
    }
    const close = chars.indexOf('}}', at + 2);
    const end = close < 0 || close > part.end ? part.end : close;
    const inner = flatten(just.flat.cut(at + 2, end));
    const range = just.flat.cut(at, at + 1)[0]?.range ?? null;
    from = Math.min(part.end, end + 2);
    const whole = range ? { ...range, end: range.start + (from - at) } : null;
    out.push(...(evaluateJust(inner, scope)?.text ?? hole(chars.slice(at, from), whole)));
  }
  out.push(...just.flat.cut(from, part.end));
  return out;
}
