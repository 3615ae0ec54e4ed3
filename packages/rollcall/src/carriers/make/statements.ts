import { flatten } from '../../model/flat-text.ts';
import { type Text, trim } from '../../model/text.ts';
import { afterReference } from './lines.ts';
import type { Operator } from './state.ts';

export interface Assignment {
  readonly name: Text;
  readonly operator: Operator;
  readonly value: Text;
}

const OPERATOR = /^(:::=|::=|:=|\?=|\+=|!=|=)/;

/** `NAME = value` and its kin; null: the line is no assignment. https://www.gnu.org/software/make/manual/html_node/Setting.html */
export function parseAssignment(text: Text): Assignment | null {
  const flat = flatten(text);
  const { chars } = flat;
  let at = /^\s*/.exec(chars)?.[0].length ?? 0;
  const start = at;
  while (at < chars.length && !/\s/.test(chars[at] ?? '') && !OPERATOR.test(chars.slice(at, at + 4))) {
    if (chars[at] === ':') return null;
    at = chars[at] === '$' ? afterReference(chars, at) : at + 1;
  }
  const end = at;
  while (/\s/.test(chars[at] ?? '')) at++;
  const operator = OPERATOR.exec(chars.slice(at, at + 4))?.[1];
  if (operator === undefined || end === start) return null;
  const value = trim(flat.cut(at + operator.length, chars.length), 'left');
  return { name: flat.cut(start, end), operator: operator as Operator, value };
}

export interface Modified {
  readonly words: ReadonlySet<string>;
  readonly rest: Text;
}

/** `export`, `override` and `private` before an assignment. */
export function takeModifiers(text: Text): Modified {
  const words = new Set<string>();
  let rest = text;
  for (;;) {
    const flat = flatten(rest);
    const found = /^\s*(export|override|private)(?=\s+[^\s:=?+!])/.exec(flat.chars);
    if (!found?.[1]) return { words, rest };
    words.add(found[1]);
    rest = flat.cut(found[0].length, flat.chars.length);
  }
}

export interface RuleParts {
  readonly targets: Text;
  readonly rest: Text;
  readonly inline: Text | null;
}

/** `targets : prerequisites ; recipe`; null: there is no colon outside of a reference. */
export function parseRule(text: Text): RuleParts | null {
  const flat = flatten(text);
  const colon = findOutside(flat.chars, ':', 0);
  if (colon === null) return null;
  let at = colon + 1;
  while (flat.chars[at] === ':') at++;
  if (flat.chars[colon - 1] === '&') return { ...parts(flat, colon - 1, at) };
  return parts(flat, colon, at);
}

function parts(flat: ReturnType<typeof flatten>, colon: number, at: number): RuleParts {
  const semicolon = findOutside(flat.chars, ';', at);
  return {
    targets: flat.cut(0, colon),
    rest: trim(flat.cut(at, semicolon ?? flat.chars.length), 'left'),
    inline: semicolon === null ? null : trim(flat.cut(semicolon + 1, flat.chars.length), 'left'),
  };
}

/** The first place of a character outside of references. */
export function findOutside(chars: string, wanted: string, from: number): number | null {
  for (let i = from; i < chars.length; i++) {
    if (chars[i] === '$') i = afterReference(chars, i) - 1;
    else if (chars[i] === '\\') i++;
    else if (chars[i] === wanted) return i;
  }
  return null;
}

/** The two sides of `ifeq (a,b)`, `ifeq "a" 'b'`; null where they are not told. */
export function parseSides(text: Text): readonly [Text, Text] | null {
  const flat = flatten(trim(text));
  const { chars } = flat;
  if (chars.startsWith('(')) {
    const close = chars.lastIndexOf(')');
    const comma = findOutside(chars, ',', 1);
    if (comma === null || close < comma) return null;
    return [trim(flat.cut(1, comma)), trim(flat.cut(comma + 1, close), 'left')];
  }
  const quoted = /^(["'])([\s\S]*?)\1\s*(["'])([\s\S]*?)\3\s*$/.exec(chars);
  if (!quoted) return null;
  const [, , left = '', , right = ''] = quoted;
  const second = chars.trimEnd().length - 1 - right.length;
  return [flat.cut(1, 1 + left.length), flat.cut(second, second + right.length)];
}
