import type { Redirection } from 'unbash';
import type { Range } from '../../model/span.ts';
import { asWritten, hole, known, splitOnce, type Text } from '../../model/text.ts';
import { findScript, toModelText } from './emit.ts';
import { joinValues } from './join.ts';
import { addOverflow, enumerate, type Machine, peek, type Reader } from './machine.ts';
import { rangeBetween } from './source.ts';
import type { State } from './state.ts';
import { linesOf } from './texts.ts';
import { scalar, type Value } from './values.ts';
import { expandHereDocument, expandText } from './words.ts';
import { emptyFile, isKept, writeTo, writtenText, writtenTo } from './written-files.ts';

/** Runs with the standard input that redirections give, and without captured output where they send it elsewhere. */
export function withRedirects(
  machine: Machine,
  state: State,
  redirects: readonly Redirection[],
  run: () => void,
): void {
  if (redirects.length === 0) {
    run();
    return;
  }
  const { stdin, output } = state;
  const given = redirects.map((redirect) => inputOf(machine, state, redirect)).findLast((value) => value !== null);
  const away = redirects.find(sendsAway);
  const file =
    away?.type === 'Redirect' && away.target ? /^"?\$\{?([A-Z_]+)\}?"?$/.exec(away.target.text)?.[1] : undefined;
  const path = away && file === undefined ? pathOf(machine, state, away) : null;
  if (given) state.stdin = given;
  if (away) state.output = file !== undefined ? scalar([]) : path === null ? null : startOf(machine, state, path, away);
  run();
  if (file !== undefined && state.output) keepLines(machine, state, file, state.output);
  if (path !== null && state.output) writeTo(state, path, state.output);
  if (given) state.stdin = stdin;
  if (away) state.output = output;
}

/** The file that output goes to, where something may be made of it later. */
function pathOf(machine: Machine, state: State, redirect: Redirection): string | null {
  if (redirect.type !== 'Redirect' || !redirect.target || redirect.operator === '>&') return null;
  const { target } = redirect;
  const path = known(peek(machine, state, (reader) => expandText(reader, target)));
  return path !== null && isKept(path) ? path : null;
}

/** `>>` goes on after what is there. */
function startOf(machine: Machine, state: State, path: string, { operator }: Redirection): Value {
  if (operator !== '>>' && operator !== '&>>') return emptyFile();
  return (
    writtenTo(state, path) ??
    scalar(readFile(machine, state, [{ kind: 'text', text: path, range: null, exact: false }], null))
  );
}

/** `NAME=text` lines that go to a file which a variable names. */
function keepLines(machine: Machine, state: State, file: string, output: Value): void {
  const held = machine.written.get(file) ?? new Map<string, Text>();
  machine.written.set(file, held);
  const options = output.kind === 'choice' ? output.options.map((option) => option.value) : [output];
  for (const value of options) {
    for (const line of value.kind === 'scalar' ? linesOf(value.text) : []) {
      const sides = splitOnce(line, '=');
      const name = sides ? known(sides[0]) : null;
      if (!sides || name === null) continue;
      const before = held.get(name);
      const text = toModelText(state, sides[1]);
      held.set(name, before && asWritten(before) !== asWritten(text) ? hole(`$${name}`, null) : text);
    }
  }
}

function sendsAway(redirect: Redirection): boolean {
  if (redirect.type !== 'Redirect') return false;
  const { descriptor, operator } = redirect;
  const isOutput = descriptor === undefined || (descriptor.type === 'FileDescriptor' && descriptor.value === 1);
  return isOutput && ['>', '>>', '>|', '&>', '&>>', '>&'].includes(operator);
}

function inputOf(machine: Machine, state: State, redirect: Redirection): Value | null {
  const range = rangeBetween(state.source, redirect.pos, redirect.end);
  const valueIn = (read: (reader: Reader) => Value): Value => {
    const worlds = enumerate(machine, state, range, read);
    return joinValues(
      worlds.map(({ guard, result }) => ({ guard, value: result })),
      () => addOverflow(machine, range, 'input'),
      'input',
    );
  };
  if (redirect.type === 'HereDoc') return valueIn((reader) => scalar(expandHereDocument(reader, redirect)));
  const { target } = redirect;
  if (!target) return null;
  if (redirect.type === 'HereString') {
    const end = { kind: 'text', text: '\n', range: null, exact: false } as const;
    return valueIn((reader) => scalar([...expandText(reader, target), end]));
  }
  if (redirect.operator !== '<' || redirect.descriptor) return null;
  const [part] = target.parts ?? [];
  if (part?.type === 'ProcessSubstitution') return machine.capture(machine, state, part.script, state.source);
  return valueIn((reader) => scalar(readFile(machine, state, expandText(reader, target), range)));
}

function readFile(machine: Machine, state: State, target: Text, range: Range | null): Text {
  const path = known(target);
  const written = path === null ? null : writtenText(state, path);
  if (written) return written;
  const file = path === null ? null : findScript(machine, state, path);
  if (!file) return hole(asWritten(target), range);
  return [{ kind: 'text', text: file.text, range: { path: file.path, start: 0, end: file.text.length }, exact: true }];
}
