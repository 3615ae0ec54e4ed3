import { asWritten, known, type Text } from '../../model/text.ts';
import { splitAt } from '../shell/texts.ts';
import { assignTo, evaluate } from './evaluate.ts';
import { holds, type Machine, setVariable } from './machine.ts';
import type { Expression } from './syntax.ts';
import {
  asText,
  isOpenList,
  isOptional,
  itemsOf,
  joinItems,
  listValue,
  plainText,
  plainValue,
  textValue,
  truthOf,
  type Value,
  wordOf,
} from './values.ts';

/** https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_operators */
export function applyUnary(machine: Machine, at: Extract<Expression, { kind: 'unary' }>): Value | null {
  const of = evaluate(machine, at.of);
  switch (at.operator) {
    case '-not':
    case '!':
      return { kind: 'truth', holds: !holds(machine, of) };
    case '-join':
      return textValue(joinItems(of.kind === 'list' ? of : { kind: 'list', items: [of], open: false }, []));
    case ',':
      return listValue([of]);
    case '++':
    case '--':
      assignTo(machine, at.of, { kind: 'unknown', written: machine.source(at), range: null });
      return null;
    default:
      return at.operator.startsWith('[') ? cast(at.operator, of) : null;
  }
}

function cast(type: string, of: Value): Value {
  if (/^\[(?:string|system\.string)\]$/.test(type)) return textValue(asText(of));
  if (/\[\]\]$|^\[(?:array|system\.collections\..*)\]$/.test(type))
    return of.kind === 'list' ? of : listValue(itemsOf(of), isOpenList(of));
  return of;
}

type Binary = Extract<Expression, { kind: 'binary' }>;

export function applyBinary(machine: Machine, at: Binary): Value | null {
  const { operator } = at;
  if (operator === '-and' || operator === '-or') return logical(machine, at);
  const left = evaluate(machine, at.left);
  if (operator === '??') return left.kind === 'nothing' ? evaluate(machine, at.right) : left;
  const right = evaluate(machine, at.right);
  switch (operator) {
    case '+':
      return add(left, right);
    case '-join':
      return textValue(
        joinItems(left.kind === 'list' ? left : { kind: 'list', items: [left], open: false }, asText(right)),
      );
    case '-f':
      return format(left, right);
    case '-split':
      return split(left, right);
    case '-replace':
      return replace(left, right);
    case '-eq':
    case '-ceq':
      return equals(machine, at, left, right);
    case '-ne': {
      const same = equals(machine, at, left, right);
      return same.kind === 'truth' ? { kind: 'truth', holds: !same.holds } : same;
    }
    case '-in':
    case '-contains':
      return isIn(operator === '-in' ? left : right, operator === '-in' ? right : left);
    case '-gt':
    case '-ge':
    case '-lt':
    case '-le':
      return hasItems(machine, at, right) ?? compareNumbers(operator, left, right);
    default:
      return null;
  }
}

function logical(machine: Machine, { operator, left, right }: Binary): Value {
  const first = holds(machine, evaluate(machine, left));
  if (operator === '-and' ? !first : first) return { kind: 'truth', holds: first };
  return { kind: 'truth', holds: holds(machine, evaluate(machine, right)) };
}

/** Texts are joined, lists made longer, maps put together. */
export function add(left: Value, right: Value): Value {
  if (left.kind === 'list') return listValue([...left.items, ...itemsOf(right)], left.open || isOpenList(right));
  if (left.kind === 'map' && right.kind === 'map')
    return { kind: 'map', entries: new Map([...left.entries, ...right.entries]), open: left.open || right.open };
  if (left.kind === 'nothing') return right;
  return textValue([...asText(left), ...asText(right)]);
}

function format(left: Value, right: Value): Value | null {
  const pattern = left.kind === 'text' ? left.text : null;
  if (!pattern) return null;
  const items = itemsOf(right);
  const out: Text = pattern.flatMap((piece) => {
    if (piece.kind === 'hole') return [piece];
    return piece.text
      .split(/(\{\d+\})/)
      .flatMap((part) =>
        /^\{\d+\}$/.test(part) ? asText(items[Number(part.slice(1, -1))] ?? { kind: 'nothing' }) : plainText(part),
      );
  });
  return textValue(out);
}

function split(left: Value, right: Value): Value | null {
  const by = wordOf(right);
  if (left.kind !== 'text' || by === null || by.length !== 1 || /[.$^|?*+()[\]{}\\]/.test(by)) return null;
  return listValue(splitAt(left.text, (c) => c === by).map(textValue));
}

/** `-replace` of literal text: what looks like a pattern is left to run time. */
function replace(left: Value, right: Value): Value | null {
  const [from, to] = itemsOf(right).map(wordOf);
  if (left.kind !== 'text' || typeof from !== 'string' || to === null || /[.$^|?*+()[\]{}\\]/.test(from) || from === '')
    return null;
  if (known(left.text) === null) return null;
  const pattern = new RegExp(from, 'gi');
  return textValue(
    left.text.map((piece) =>
      piece.kind === 'text' && pattern.test(piece.text)
        ? { ...piece, text: piece.text.replace(pattern, () => to ?? ''), exact: false }
        : piece,
    ),
  );
}

/** A known word beside what only run time knows: on the way on which they are equal, a variable is the word. */
function equals(machine: Machine, at: Binary, left: Value, right: Value): Value {
  const [a, b] = [wordOf(left), wordOf(right)];
  if (a !== null && b !== null) return { kind: 'truth', holds: a.toLowerCase() === b.toLowerCase() };
  if (left.kind === 'nothing' || right.kind === 'nothing') {
    const truth = truthOf(left.kind === 'nothing' ? right : left);
    if (truth !== null) return { kind: 'truth', holds: !truth };
  }
  const [unknown, word, expression] = a === null ? [left, b, at.left] : [right, a, at.right];
  const written = asWritten(asText(unknown));
  const same = machine.choices.decide(word === null ? machine.source(at) : `${written} = ${word.toLowerCase()}`);
  if (same && word !== null && unknown.kind !== 'list') {
    if (expression.kind === 'variable') setVariable(machine, expression.name, plainValue(word));
    if (/^[\w./-]{1,64}$/.test(word)) machine.choices.conditions.push({ subject: written, equals: word });
  }
  return { kind: 'truth', holds: same };
}

/** Whether a case of a `switch` is taken. */
export function equalsWord(machine: Machine, subject: Expression | null, value: Value, label: Value): boolean {
  const at: Expression = subject ?? { kind: 'type', start: 0, end: 0 };
  const binary: Binary = { kind: 'binary', operator: '-eq', left: at, right: at, start: at.start, end: at.end };
  return holds(machine, equals(machine, binary, value, label));
}

/** `$list.Count -gt 0` of a list of which some items are there on every run. */
function hasItems(machine: Machine, { operator, left }: Binary, right: Value): Value | null {
  const isCount = left.kind === 'member' && left.args === null && /^(?:count|length)$/.test(left.name);
  if (!isCount || operator !== '-gt' || wordOf(right) !== '0') return null;
  const of = evaluate(machine, left.of);
  const isThere = of.kind === 'list' && of.items.some((item) => !isOptional(asText(item)));
  return isThere ? { kind: 'truth', holds: true } : null;
}

function compareNumbers(operator: string, left: Value, right: Value): Value | null {
  const [a, b] = [left, right].map((one) => {
    const word = wordOf(one);
    return word !== null && /^-?\d+$/.test(word) ? Number(word) : Number.NaN;
  });
  if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return null;
  const holds = operator === '-gt' ? a > b : operator === '-ge' ? a >= b : operator === '-lt' ? a < b : a <= b;
  return { kind: 'truth', holds };
}

function isIn(item: Value, list: Value): Value | null {
  const word = wordOf(item)?.toLowerCase() ?? null;
  const words = itemsOf(list).map((one) => wordOf(one)?.toLowerCase() ?? null);
  if (word === null || isOpenList(list) || words.includes(null)) return null;
  return { kind: 'truth', holds: words.includes(word) };
}
