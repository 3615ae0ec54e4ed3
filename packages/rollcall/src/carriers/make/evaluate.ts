import { flatten } from '../../model/flat-text.ts';
import { asWritten, known, rangeOf, type Text, trim } from '../../model/text.ts';
import { resolvePath } from '../shell/hand-over.ts';
import { type Branch, isOpenBranch, readConditional } from './conditionals.ts';
import { expand } from './expand.ts';
import { logicalText, type MakeLine, readLines, recipeText } from './lines.ts';
import { addPrerequisites, addRecipeLine, addRule, addSpecific } from './rules.ts';
import { countMakeStep, findMakeVariable, type Make, type Origin, type Rule, yields } from './state.ts';
import { type Assignment, parseAssignment, parseRule, takeModifiers } from './statements.ts';
import { isEmpty, plain, wordsOf } from './word-functions.ts';

/** Where the reading of one text stands. */
interface Reading {
  readonly make: Make;
  readonly branches: Branch[];
  /** Rules whose recipe the next prefixed lines are; null: they are lines like others. */
  open: readonly Rule[] | null;
}

/**
 * Reads text as a makefile: variables are set, rules collected, branches of conditionals taken as they come out.
 * https://www.gnu.org/software/make/manual/html_node/Reading-Makefiles.html
 */
export function readMakefile(make: Make, text: Text): void {
  if (make.reading.length > 20) return;
  make.reading.push('text');
  const flat = flatten(text);
  const reading: Reading = { make, branches: [], open: null };
  for (const line of readLines(flat.chars)) {
    countMakeStep(make);
    if (line.prefixed && reading.open) {
      if (isOpenBranch(reading.branches)) for (const rule of reading.open) addRecipeLine(rule, recipeText(flat, line));
      continue;
    }
    readLine(reading, flat, line);
  }
  make.reading.pop();
}

function readLine(reading: Reading, flat: ReturnType<typeof flatten>, line: MakeLine): void {
  const { make, branches } = reading;
  const text = trim(logicalText(flat, line), 'left');
  if (text.length === 0) return;
  const word = /^\S*/.exec(flatten(text).chars)?.[0] ?? '';
  const rest = trim(flatten(text).cut(word.length, Number.POSITIVE_INFINITY), 'left');
  if (readConditional(make, branches, word, rest)) return;
  if (!isOpenBranch(branches)) {
    const name = known(parseAssignment(takeModifiers(text).rest)?.name ?? []);
    if (name) make.assigned.add(name);
    return;
  }
  if (line.body) {
    reading.open = null;
    define(make, text, flat.cut(line.body.start, line.body.end));
    return;
  }
  readStatement(reading, text, word, rest);
}

function readStatement(reading: Reading, text: Text, word: string, rest: Text): void {
  const { make } = reading;
  const { words, rest: bare } = takeModifiers(text);
  const assignment = parseAssignment(bare);
  if (assignment) {
    reading.open = null;
    const name = assign(make, assignment, words.has('override') ? 'override' : 'file');
    if (words.has('export') && name !== null) make.exported.add(name);
    return;
  }
  if (/^(?:-|s)?include$/.test(word)) {
    reading.open = null;
    include(make, rest);
    return;
  }
  if (word === 'export' || word === 'unexport') {
    reading.open = null;
    exportNames(make, word === 'export', rest);
    return;
  }
  if (word === 'undefine') make.variables.delete(known(expand(make, rest)) ?? '');
  else if (word !== 'vpath') readRule(reading, text);
}

/** `define NAME` with its body. */
function define(make: Make, head: Text, body: Text): void {
  const flat = flatten(head);
  const found = /^((?:(?:export|override|private)\s+)*)define\s*/.exec(flat.chars);
  const rest = trim(flat.cut(found?.[0].length ?? 0, flat.chars.length));
  const parsed = parseAssignment(rest);
  const assignment: Assignment = parsed ? { ...parsed, value: body } : { name: rest, operator: '=', value: body };
  const name = assign(make, assignment, found?.[1]?.includes('override') ? 'override' : 'file');
  if (found?.[1]?.includes('export') && name !== null) make.exported.add(name);
}

/** https://www.gnu.org/software/make/manual/html_node/Flavors.html */
function assign(make: Make, { name: written, operator, value }: Assignment, origin: Origin): string | null {
  const name = known(expand(make, written));
  if (name === null || name === '') return null;
  const held = findMakeVariable(make, name);
  if (operator === '?=' && (held || make.told.has(name))) return name;
  if (!yields(make.variables.get(name), origin)) return name;
  if (operator === '+=' && held) {
    const added = held.recursive ? value : expand(make, value);
    make.variables.set(name, { ...held, value: append(held.value, added), origin });
    return name;
  }
  const recursive = operator === '=' || operator === '?=' || operator === '+=';
  const text =
    operator === '!='
      ? [{ kind: 'hole' as const, written: `$(shell ${asWritten(value)})`, range: rangeOf(value) }]
      : recursive
        ? value
        : expand(make, value);
  make.variables.set(name, { recursive, value: text, origin });
  return name;
}

/** `+=`: a space stands between what is there and what is added. */
export function append(before: Text, added: Text): Text {
  if (added.length === 0) return before;
  return before.length === 0 ? added : [...before, ...plain(' '), ...added];
}

function exportNames(make: Make, exports: boolean, rest: Text): void {
  const names = wordsOf(expand(make, rest)).flatMap((name) => known(name) ?? []);
  if (isEmpty(rest)) make.exportsAll = exports;
  for (const name of names) {
    (exports ? make.exported : make.unexported).add(name);
    (exports ? make.unexported : make.exported).delete(name);
  }
}

/** Another makefile, looked for from the folder that make runs in. A file that is not there has nothing that could be read. */
function include(make: Make, rest: Text): void {
  for (const word of wordsOf(expand(make, rest))) {
    const name = known(word);
    const folder = make.path.includes('/') ? make.path.slice(0, make.path.lastIndexOf('/')) : '';
    const path = name === null ? null : resolvePath(folder, name);
    const file = path === null ? null : (make.readScript?.(path) ?? null);
    if (!file || make.reading.includes(file.path)) continue;
    make.reading.push(file.path);
    const range = { path: file.path, start: 0, end: file.text.length };
    readMakefile(make, [{ kind: 'text', text: file.text, range, exact: true }]);
    make.reading.pop();
  }
}

function readRule(reading: Reading, text: Text): void {
  const { make } = reading;
  const parts = parseRule(text);
  if (!parts) {
    const made = expand(make, text);
    if (!isEmpty(made) && made.every((piece) => piece.kind === 'text')) readMakefile(make, asLines(made));
    return;
  }
  const targets = wordsOf(expand(make, parts.targets)).flatMap((target) => known(target) ?? []);
  const { words, rest } = takeModifiers(parts.rest);
  const assignment = parseAssignment(rest);
  if (assignment) {
    reading.open = null;
    for (const target of targets)
      addSpecific(make, target, {
        ...assignment,
        exported: words.has('export'),
        override: words.has('override'),
      });
    return;
  }
  reading.open = targets.map((target) => addRule(make, target));
  for (const rule of reading.open) {
    addPrerequisites(make, rule, parts.rest);
    if (parts.inline) addRecipeLine(rule, parts.inline);
  }
}

/** What a reference on a line of its own becomes is read only where it can be no such line again. */
function asLines(text: Text): Text {
  const chars = asWritten(text);
  return /[=:]/.test(chars) ? text : [];
}
