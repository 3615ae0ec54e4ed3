import type { Range } from '../../model/span.ts';
import { known, rangeOf, type Text, trim } from '../../model/text.ts';
import { splitAt } from '../shell/texts.ts';
import { append } from './evaluate.ts';
import { expand } from './expand.ts';
import { findRule } from './rules.ts';
import { countMakeStep, type Make, type MakeVariable, type Rule } from './state.ts';
import type { Assignment } from './statements.ts';
import { joinWords, plain } from './word-functions.ts';

/** Lines of one recipe, expanded, with what they run in. */
export interface RecipeRun {
  readonly target: string;
  /** Each is a script of its own, with the place of the line that it comes from. */
  readonly scripts: readonly { readonly text: Text; readonly range: Range | null }[];
  readonly environment: ReadonlyMap<string, Text>;
}

/** Runs a goal after what it depends on, each target once. https://www.gnu.org/software/make/manual/html_node/Recipe-Execution.html */
export function runGoal(make: Make, goal: string, done: Set<string>, run: (recipe: RecipeRun) => void): void {
  if (done.has(goal) || done.size > 300) return;
  done.add(goal);
  const rule = findRule(make, goal);
  if (!rule) return;
  countMakeStep(make);
  const outer = make.scopes;
  const exported = new Set<string>();
  make.scopes = [...outer, specificScope(make, goal, exported)];
  for (const name of exported) make.exported.add(name);
  for (const word of rule.prerequisites) {
    const target = known(word);
    if (target !== null) runGoal(make, target, done, run);
  }
  make.scopes = [...make.scopes, automaticScope(rule)];
  const scripts = scriptsOf(make, rule);
  if (scripts.length > 0) run({ target: goal, scripts, environment: environmentOf(make) });
  for (const name of exported) make.exported.delete(name);
  make.scopes = outer;
}

/** https://www.gnu.org/software/make/manual/html_node/Target_002dspecific.html */
function specificScope(make: Make, target: string, exported: Set<string>): ReadonlyMap<string, MakeVariable> {
  const scope = new Map<string, MakeVariable>();
  const outer = make.scopes;
  for (const { name: written, operator, value, exported: exports, override } of make.specifics.get(target) ?? []) {
    make.scopes = [...outer, scope];
    const name = known(expand(make, written));
    const held = name === null ? null : (scope.get(name) ?? outerVariable(make, outer, name));
    if (name === null || (held?.origin === 'command line' && !override)) continue;
    if (exports) exported.add(name);
    const made = specificVariable(make, { name: written, operator, value }, held);
    if (made) scope.set(name, made);
  }
  make.scopes = outer;
  return scope;
}

function outerVariable(make: Make, scopes: Make['scopes'], name: string): MakeVariable | null {
  return scopes.findLast((scope) => scope.has(name))?.get(name) ?? make.variables.get(name) ?? null;
}

function specificVariable(make: Make, { operator, value }: Assignment, held: MakeVariable | null): MakeVariable | null {
  if (operator === '?=') return held ? null : { recursive: true, value, origin: 'file' };
  if (operator === '+=' && held) {
    const added = held.recursive ? value : expand(make, value);
    return { ...held, value: append(held.value, added) };
  }
  if (operator === '=' || operator === '+=') return { recursive: true, value, origin: 'file' };
  return { recursive: false, value: expand(make, value), origin: 'file' };
}

/** https://www.gnu.org/software/make/manual/html_node/Automatic-Variables.html */
function automaticScope(rule: Rule): ReadonlyMap<string, MakeVariable> {
  const [first] = rule.prerequisites;
  const texts: (readonly [string, Text])[] = [
    ['@', plain(rule.target)],
    ['<', first ?? []],
    ['^', joinWords(rule.prerequisites)],
    ['+', joinWords(rule.prerequisites)],
    ['*', plain(rule.stem ?? '')],
    ['@D', plain(rule.target.includes('/') ? rule.target.slice(0, rule.target.lastIndexOf('/')) : '.')],
    ['@F', plain(rule.target.slice(rule.target.lastIndexOf('/') + 1))],
  ];
  return new Map(texts.map(([name, value]) => [name, { recursive: false, value, origin: 'default' }]));
}

/** Each line is handed to a shell of its own, unless `.ONESHELL` is there; `@`, `-` and `+` before it are make's. */
function scriptsOf(make: Make, rule: Rule): RecipeRun['scripts'] {
  if (make.oneShell) {
    const [first, ...rest] = rule.recipe.map((line) => expand(make, line));
    const text = first ? [withoutMarks(first), ...rest].flatMap((line) => [...line, ...plain('\n')]) : [];
    return first ? [{ text, range: null }] : [];
  }
  return rule.recipe.flatMap((line) =>
    commandLines(expand(make, line))
      .map(withoutMarks)
      .flatMap((text) => (text.length > 0 ? [{ text, range: rangeOf(line) }] : [])),
  );
}

/** Lines of a recipe's text after expansion: a variable may hold several. */
function commandLines(text: Text): Text[] {
  const lines = splitAt(text, (c) => c === '\n');
  const out: Text[] = [];
  let current: Text | null = null;
  for (const line of lines) {
    const joined: Text = current ? [...current, ...plain('\n'), ...line] : line;
    const last = joined.at(-1);
    const isContinued =
      last?.kind === 'text' && (/\\*\r?$/.exec(last.text)?.[0].replace('\r', '').length ?? 0) % 2 === 1;
    current = isContinued ? joined : null;
    if (!isContinued) out.push(joined);
  }
  return current ? [...out, current] : out;
}

function withoutMarks(line: Text): Text {
  let text = trim(line, 'left');
  for (let first = text[0]; first?.kind === 'text' && /^[@+-]/.test(first.text); first = text[0])
    text = trim(cutFirst(text), 'left');
  return text;
}

function cutFirst([first, ...rest]: Text): Text {
  if (first?.kind !== 'text') return rest;
  const range = first.range && first.exact ? { ...first.range, start: first.range.start + 1 } : first.range;
  return first.text.length === 1 ? rest : [{ ...first, text: first.text.slice(1), range }, ...rest];
}

/** https://www.gnu.org/software/make/manual/html_node/Variables_002fRecursion.html */
function environmentOf(make: Make): ReadonlyMap<string, Text> {
  const out = new Map<string, Text>();
  const all = new Map([...make.variables, ...make.scopes.flatMap((scope) => [...scope])]);
  for (const [name, variable] of all) {
    if (!/^[A-Za-z_]\w*$/.test(name) || make.unexported.has(name)) continue;
    const inherited = variable.origin === 'environment' || variable.origin === 'command line';
    const isExported = inherited || make.exported.has(name) || (make.exportsAll && variable.origin !== 'default');
    if (isExported) out.set(name, variable.recursive ? expand(make, variable.value) : variable.value);
  }
  return out;
}
