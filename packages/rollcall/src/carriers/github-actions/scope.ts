import type { Condition } from '../../model/command.ts';
import { flatten } from '../../model/flat-text.ts';
import { asWritten, hole, known, type Text } from '../../model/text.ts';
import { withMark } from '../shell/values.ts';
import { type Expression, parseExpression } from './parse-expression.ts';

/** What an expression may refer to at one place of a workflow, in one way of going through it. */
export interface Scope {
  /** `env.X`, by name. */
  readonly env: ReadonlyMap<string, Text>;
  /** `matrix.x`, `inputs.x`, `github.ref_name`: what is known of them, by path. */
  readonly values: ReadonlyMap<string, Text>;
  /** Comparisons that were decided one way or the other, by their wording. */
  readonly decisions: ReadonlyMap<string, boolean>;
  /** Told of a comparison that is not decided; gives the way that is taken. */
  readonly decide: (wording: string, subject: string, word: string) => boolean | null;
}

const PLACE = /\$\{\{([\s\S]*?)\}\}/g;

/** The text with every `${{ … }}` filled in, or as a hole. */
export function fillIn(text: Text, scope: Scope): Text {
  if (!asWritten(text).includes('${{')) return text;
  const flat = flatten(text);
  const out: Text[] = [];
  let from = 0;
  for (const match of flat.chars.matchAll(PLACE)) {
    out.push(flat.cut(from, match.index));
    from = match.index + match[0].length;
    const written = flat.cut(match.index, from);
    const range = written[0]?.range ?? null;
    const last = written.at(-1)?.range;
    const whole = range && last ? { path: range.path, start: range.start, end: last.end } : range;
    const expression = parseExpression((match[1] ?? '').trim());
    const value = expression ? evaluate(expression, scope) : null;
    out.push(
      value?.map((piece) => (piece.range ? piece : { ...piece, range: whole })) ??
        hole(`\${{ ${(match[1] ?? '').trim()} }}`, whole),
    );
  }
  out.push(flat.cut(from, flat.chars.length));
  return out.flat();
}

function plain(text: string): Text {
  return text === '' ? [] : [{ kind: 'text', text, range: null, exact: false }];
}

/** The text that an expression becomes; null when it is not known. */
function evaluate(expression: Expression, scope: Scope): Text | null {
  switch (expression.kind) {
    case 'literal':
      return plain(expression.value);
    case 'path':
      return lookUp(expression.path, scope);
    case 'not':
    case 'call':
      return expression.kind === 'call' && expression.name === 'format'
        ? format(expression.args, scope)
        : truthText(truth(expression, scope));
    case 'binary':
      return evaluateBinary(expression, scope);
  }
}

function truthText(value: boolean | null): Text | null {
  return value === null ? null : plain(`${value}`);
}

function lookUp(path: string, scope: Scope): Text | null {
  const text = path.startsWith('env.') ? scope.env.get(path.slice(4)) : scope.values.get(path);
  return text ?? null;
}

function evaluateBinary(expression: Expression & { kind: 'binary' }, scope: Scope): Text | null {
  const { operator, left, right } = expression;
  if (operator !== '&&' && operator !== '||') return truthText(truth(expression, scope));
  const holds = truth(left, scope);
  if (holds === null)
    return operator === '||' ? (orNothing(left, right, scope) ?? orDefault(left, right, scope)) : null;
  if (operator === '&&') return holds ? evaluate(right, scope) : evaluate(left, scope);
  return holds ? evaluate(left, scope) : evaluate(right, scope);
}

/** `vars.x && 'A=1' || ''`: text that is there on some runs. */
function orNothing(left: Expression, right: Expression, scope: Scope): Text | null {
  if (left.kind !== 'binary' || left.operator !== '&&') return null;
  const otherwise = evaluate(right, scope);
  const text =
    otherwise && known(otherwise) === '' && truth(left.left, scope) === null ? evaluate(left.right, scope) : null;
  const isThere = text?.some((piece) => piece.kind === 'text' && piece.text !== '');
  return text && isThere ? text.map((piece) => ({ ...piece, conditional: true })) : null;
}

/** `inputs.x || 'y'`: an unknown with a default is its default, as `${X:-y}` is in a script, and still an unknown to what compares it. */
function orDefault(left: Expression, right: Expression, scope: Scope): Text | null {
  if (left.kind !== 'path' || right.kind !== 'literal' || right.value === '') return null;
  const mark = { key: `\${{ ${left.path} }}`, subject: left.path };
  return evaluate(right, scope)?.map((piece) => withMark(piece, mark)) ?? null;
}

/** What is not known of a format's arguments is a hole in its text. */
function format(args: readonly Expression[], scope: Scope): Text | null {
  const [first, ...rest] = args.map(
    (arg) => evaluate(arg, scope) ?? (arg.kind === 'path' ? unknownPath(arg.path) : null),
  );
  const pattern = first ? known(first) : null;
  if (pattern === null) return null;
  const out: Text[] = [];
  let from = 0;
  for (const match of pattern.matchAll(/\{\{|\}\}|\{(\d{1,3})\}/g)) {
    out.push(plain(pattern.slice(from, match.index)));
    from = match.index + match[0].length;
    const value = match[1] === undefined ? plain(match[0].slice(1)) : rest[Number(match[1])];
    if (!value) return null;
    out.push(value);
  }
  return [...out, plain(pattern.slice(from))].flat();
}

function unknownPath(path: string): Text {
  return hole(`\${{ ${path} }}`, null);
}

/** Whether an expression holds; an undecided comparison with a word is decided by the scope. */
export function truth(expression: Expression, scope: Scope): boolean | null {
  if (expression.kind === 'not') return opposite(truth(expression.value, scope));
  if (expression.kind === 'call') return truthOfCall(expression, scope);
  if (expression.kind === 'binary' && expression.operator === '&&') return both(expression, scope);
  if (expression.kind === 'binary' && expression.operator === '||') return either(expression, scope);
  if (expression.kind === 'binary') return compare(expression, scope);
  const text = evaluate(expression, scope);
  const whole = text ? known(text) : null;
  return whole === null ? null : whole !== '' && whole !== 'false' && whole !== '0';
}

function opposite(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

function both(expression: Expression & { kind: 'binary' }, scope: Scope): boolean | null {
  const left = truth(expression.left, scope);
  if (left === false) return false;
  const right = truth(expression.right, scope);
  return right === false ? false : left === null || right === null ? null : true;
}

function either(expression: Expression & { kind: 'binary' }, scope: Scope): boolean | null {
  const left = truth(expression.left, scope);
  if (left === true) return true;
  const right = truth(expression.right, scope);
  return right === true ? true : left === null || right === null ? null : false;
}

function compare(expression: Expression & { kind: 'binary' }, scope: Scope): boolean | null {
  const { operator, left, right } = expression;
  if (operator !== '==' && operator !== '!=') return null;
  const [a, b] = [evaluate(left, scope), evaluate(right, scope)];
  const [x, y] = [a && known(a), b && known(b)];
  const isEqual =
    x !== null && y !== null
      ? x.toLowerCase() === y.toLowerCase()
      : (compareUnknown(left, a, y, scope) ?? compareUnknown(right, b, x, scope));
  return operator === '!=' ? opposite(isEqual) : isEqual;
}

function compareUnknown(expression: Expression, text: Text | null, word: string | null, scope: Scope): boolean | null {
  if (expression.kind !== 'path' || word === null || (text && known(text) !== null)) return null;
  const wording = `${expression.path} == ${word}`;
  return scope.decisions.get(wording) ?? scope.decide(wording, expression.path, word);
}

function truthOfCall(expression: Expression & { kind: 'call' }, scope: Scope): boolean | null {
  const args = expression.args
    .map((arg) => evaluate(arg, scope))
    .map((text) => (text ? known(text)?.toLowerCase() : null));
  const [a, b] = args;
  if (typeof a !== 'string' || typeof b !== 'string') return null;
  if (expression.name === 'contains') return a.includes(b);
  if (expression.name === 'startswith') return a.startsWith(b);
  return expression.name === 'endswith' ? a.endsWith(b) : null;
}

/** What holds where the scope's comparisons went one way. */
export function conditionsIn(decisions: ReadonlyMap<string, boolean>): Condition[] {
  const out: Condition[] = [];
  for (const [wording, holds] of decisions) {
    const at = wording.indexOf(' == ');
    if (holds && at > 0) out.push({ subject: wording.slice(0, at), equals: wording.slice(at + 4) });
  }
  return out;
}
