import type { Redirection } from 'unbash';
import { fileNameOf } from '../../model/file-name.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, hole, known, splitOnce, type Text } from '../../model/text.ts';
import { findScript, toModelText, writtenText } from './emit.ts';
import { keepFile, writtenPath } from './files.ts';
import { joinValues } from './join.ts';
import { addOverflow, enumerate, type Machine, type Reader } from './machine.ts';
import { rangeBetween } from './source.ts';
import type { State } from './state.ts';
import { linesOf } from './texts.ts';
import { scalar, type Value } from './values.ts';
import { expandHereDocument, expandText } from './words.ts';

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
  const path = away ? writtenPath(machine, state, away) : null;
  if (given) state.stdin = given;
  if (away) state.output = file === undefined && path === null ? null : scalar([]);
  run();
  if (file !== undefined && state.output) keepLines(machine, state, file, state.output);
  if (path !== null && state.output) keepFile(state, path, state.output, textBefore(machine, state, away, path));
  if (given) state.stdin = stdin;
  if (away) state.output = output;
}

/** What a file of the tree holds to which a script appends; null where the file is written anew. */
function textBefore(machine: Machine, state: State, away: Redirection | undefined, path: string): Text | null {
  if (away?.type !== 'Redirect' || away.operator !== '>>') return null;
  const file = findScript(machine, state, path);
  return file ? wholeText(file) : [];
}

function wholeText({ path, text }: { readonly path: string; readonly text: string }): Text {
  return [{ kind: 'text', text, range: { path, start: 0, end: text.length }, exact: true }];
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
  const made = writtenText(state, fileNameOf(target));
  if (made) return made;
  const file = path === null ? null : findScript(machine, state, path);
  if (!file) return hole(asWritten(target), range);
  return wholeText(file);
}
