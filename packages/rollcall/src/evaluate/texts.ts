import { known, split, splitOnce, type Text, trim } from '../model/text.ts';
import type { Builtin, BuiltinCall } from './builtins.ts';
import { itemsOf, joinTexts, toText } from './operators.ts';
import { markTested } from './read-defaults.ts';
import { rangeAt, written } from './run.ts';
import { bool, type Item, isOpen, keyOf, list, type TextValue, text, unknown, type Value } from './value.ts';

type TextCall = BuiltinCall & { readonly receiver: TextValue };

function onText(method: (call: TextCall) => Value | undefined): Builtin {
  return (call) => (call.receiver?.kind === 'text' ? method({ ...call, receiver: call.receiver }) : undefined);
}

function argument(call: BuiltinCall, i: number): string | null {
  const value = call.args.positional[i];
  return value ? keyOf(value) : null;
}

/** A method that maps known text; what it gives keeps the variable that it stands for, and holes stay holes. */
function mapping(change: (whole: string) => string): Builtin {
  return onText((call) => {
    const whole = known(call.receiver.text);
    if (whole === null) return { kind: 'text', text: holeOf(call) };
    const changed = change(whole);
    const made = changed === whole ? call.receiver : text(changed, call.receiver.text[0]?.range ?? null);
    return {
      ...made,
      ...(call.receiver.hollow && { hollow: call.receiver.hollow }),
      ...(call.receiver.of !== undefined && { of: call.receiver.of }),
    };
  });
}

function holeOf({ run, at }: BuiltinCall): Text {
  return [{ kind: 'hole', written: written(run, at), range: rangeAt(run, at) }];
}

const strip = onText((call) =>
  call.args.positional.length === 0
    ? { ...call.receiver, text: trim(call.receiver.text) }
    : mapping((whole) => stripOf(whole, argument(call, 0) ?? '', true, true))(call),
);

function stripOf(whole: string, characters: string, left: boolean, right: boolean): string {
  let from = 0;
  let to = whole.length;
  if (left) while (from < to && characters.includes(whole[from] ?? '')) from++;
  if (right) while (to > from && characters.includes(whole[to - 1] ?? '')) to--;
  return whole.slice(from, to);
}

function sideStrip(left: boolean): Builtin {
  return (call) => mapping((whole) => stripOf(whole, argument(call, 0) ?? ' \t\r\n', left, !left))(call);
}

/** `",".join(items)` and `items.join(",")`. Items that may be missing make pieces that may be missing. */
export function joinItems(call: BuiltinCall, separator: Value, items: readonly Item[]): Value {
  const parts: { value: Value; at: BuiltinCall['at'] }[] = [];
  for (const [i, item] of items.entries()) {
    const conditional = !isOpen(item) && item.conditional;
    if (i > 0) parts.push({ value: conditional ? conditionally(call, separator) : separator, at: call.at });
    if (isOpen(item))
      parts.push({
        value: { kind: 'text', text: [{ kind: 'hole', written: item.written, range: item.range, many: true }] },
        at: call.at,
      });
    else parts.push({ value: conditional ? conditionally(call, item.value) : item.value, at: call.at });
  }
  return joinTexts(call.run, parts);
}

function conditionally(call: BuiltinCall, value: Value): Value {
  const pieces = value.kind === 'union' ? holeOf(call) : toText(call.run, value, call.at);
  return { kind: 'text', text: pieces.map((piece) => ({ ...piece, conditional: true as const })) };
}

const join = onText((call) => {
  const [items] = call.args.positional;
  return items ? joinItems(call, call.receiver, itemsOf(call.run, items, call.at)) : undefined;
});

/** What a list keeps of the empty default that it is made of. */
export function originOf({ of }: { readonly of?: string }): { readonly of?: string } {
  return of === undefined ? {} : { of };
}

const splitText = onText((call) => {
  const separator = argument(call, 0);
  const { text: whole } = call.receiver;
  if (separator === null || separator === '') {
    const words = known(whole)
      ?.split(/\s+/)
      .filter((word) => word !== '');
    return words && call.args.positional.length === 0
      ? list(words.map((word) => text(word, whole[0]?.range ?? null)))
      : undefined;
  }
  // What is left of an empty default is still that: whether there is something is told by a test of the part.
  if (known(whole) === '' && call.receiver.hollow) return { ...list([call.receiver]), ...originOf(call.receiver) };
  const once = argument(call, 1) === '1' || call.args.positional[1]?.kind === 'number';
  const sides = once ? splitOnce(whole, separator) : split(whole, separator);
  return list((sides ?? [whole]).map((part) => ({ kind: 'text', text: part })));
});

/** `"{}={}".format(a, b)`, `"{name}".format(name=…)`; fields with a format are not followed. */
const format = onText((call) => {
  const whole = known(call.receiver.text);
  if (whole === null) return { kind: 'text', text: holeOf(call) };
  const parts: { value: Value; at: BuiltinCall['at'] }[] = [];
  let next = 0;
  let from = 0;
  for (const match of whole.matchAll(/\{\{|\}\}|\{(\w*)\}/g)) {
    parts.push({ value: slice(call.receiver, from, match.index), at: call.at });
    from = match.index + match[0].length;
    if (match[1] === undefined) parts.push({ value: text(match[0][0] ?? ''), at: call.at });
    else {
      const index = match[1] === '' ? next++ : /^\d+$/.test(match[1]) ? Number(match[1]) : null;
      const value = index === null ? call.args.named.get(match[1]) : call.args.positional[index];
      parts.push({ value: value ?? unknown(match[0]), at: call.at });
    }
  }
  parts.push({ value: slice(call.receiver, from, whole.length), at: call.at });
  return joinTexts(call.run, parts);
});

/** A part of a text, with its range where it is one exact piece. */
function slice(whole: TextValue, from: number, to: number): TextValue {
  const [piece] = whole.text;
  const value = (known(whole.text) ?? '').slice(from, to);
  if (whole.text.length !== 1 || piece?.kind !== 'text' || !piece.range || !piece.exact) return text(value);
  return text(value, { path: piece.range.path, start: piece.range.start + from, end: piece.range.start + to }, true);
}

const replace = onText((call) => {
  const from = argument(call, 0);
  const to = argument(call, 1);
  if (known(call.receiver.text) === '' && call.receiver.hollow) return call.receiver;
  if (from === null || to === null) return { kind: 'text', text: holeOf(call) };
  return mapping((whole) => whole.split(from).join(to))(call);
});

function asks(question: (whole: string, part: string) => boolean): Builtin {
  return onText((call) => {
    markTested(call.receiver);
    const whole = known(call.receiver.text);
    const part = argument(call, 0);
    return whole === null || part === null ? undefined : bool(question(whole, part));
  });
}

/** What is done to the value of a variable leaves it a value of that variable. */
function onRead(folds: boolean, derives: boolean): Builtin {
  return ({ receiver }) =>
    receiver?.kind === 'read'
      ? { ...receiver, folded: receiver.folded || folds, derived: receiver.derived || derives }
      : undefined;
}

const lower = mapping((whole) => (whole.startsWith('\u0000') ? whole : whole.toLowerCase()));
const upper = mapping((whole) => (whole.startsWith('\u0000') ? whole : whole.toUpperCase()));

export const TEXT_METHODS: readonly (readonly [string, Builtin])[] = [
  ['text.join', join],
  ['text.split', splitText],
  ['text.splitlines', (call) => splitText({ ...call, args: { ...call.args, positional: [text('\n')] } })],
  ['text.format', format],
  ['text.strip', strip],
  ['text.trim', strip],
  ['text.lstrip', sideStrip(true)],
  ['text.rstrip', sideStrip(false)],
  ['text.trimStart', sideStrip(true)],
  ['text.trimEnd', sideStrip(false)],
  ['text.lower', lower],
  ['text.casefold', lower],
  ['text.toLowerCase', lower],
  ['text.upper', upper],
  ['text.toUpperCase', upper],
  ['text.replace', replace],
  ['text.replaceAll', replace],
  ['text.startswith', asks((whole, part) => whole.startsWith(part))],
  ['text.startsWith', asks((whole, part) => whole.startsWith(part))],
  ['text.endswith', asks((whole, part) => whole.endsWith(part))],
  ['text.endsWith', asks((whole, part) => whole.endsWith(part))],
  ['text.includes', asks((whole, part) => whole.includes(part))],
  ['text.toString', ({ receiver }) => receiver ?? undefined],
  // https://docs.pydantic.dev/latest/api/types/#pydantic.types.SecretStr
  ['text.get_secret_value', ({ receiver }) => receiver ?? undefined],
  ['text.resolve', ({ receiver }) => receiver ?? undefined],
  ['text.absolute', ({ receiver }) => receiver ?? undefined],
  ['text.as_posix', ({ receiver }) => receiver ?? undefined],
  [
    'text.concat',
    (call) =>
      call.receiver
        ? joinTexts(
            call.run,
            [call.receiver, ...call.args.positional].map((value) => ({ value, at: call.at })),
          )
        : undefined,
  ],
  ...['lower', 'upper', 'toLowerCase', 'toUpperCase', 'casefold'].map(
    (name) => [`read.${name}`, onRead(true, false)] as const,
  ),
  ...['strip', 'trim', 'lstrip', 'rstrip', 'toString', 'encode', 'replace', 'get_secret_value'].map(
    (name) => [`read.${name}`, onRead(false, false)] as const,
  ),
];
