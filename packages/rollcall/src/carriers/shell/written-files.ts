import { known, type Text } from '../../model/text.ts';
import { resolvePath } from './hand-over.ts';
import { heldBy, type State, setVariable } from './state.ts';
import { type Entry, isItem, scalar, type Value } from './values.ts';

/** No variable is called so: files that a script writes are kept among its variables, and so differ from world to world as they do. */
const MARK = '> ';

/** Files that something may be made of later; logs and the like are not kept. */
const KEPT = /(?:^|\/)[^/]*env[^/]*$|\.(?:ya?ml|json|txt|flags|sh|bash|conf|properties)$/i;

function keyOf(state: State, path: string): string {
  const plain = path.startsWith('/') ? path : (resolvePath(state.directory ?? '', path) ?? path);
  return `${MARK}${plain}`;
}

export function isKept(path: string): boolean {
  return KEPT.test(path) && !path.startsWith('/dev/');
}

/** What was written to a file so far; null: nothing that is known. */
export function writtenTo(state: State, path: string): Value | null {
  const value = heldBy(state, keyOf(state, path));
  return value.kind === 'unset' ? null : value;
}

export function writeTo(state: State, path: string, value: Value): void {
  setVariable(state, keyOf(state, path), value, false);
}

/** Files written in a subshell stay written. */
export function keepWritten(state: State, after: State): void {
  const names = new Set(after.scopes.flatMap((scope) => [...scope.keys()].filter((name) => name.startsWith(MARK))));
  for (const name of names) setVariable(state, name, heldBy(after, name), false);
}

/** The text of a written file where there is one in every world. */
export function writtenText(state: State, path: string): Text | null {
  const value = writtenTo(state, path);
  return value?.kind === 'scalar' ? value.text : null;
}

/** Files that the words of a command name and that were written before, by the names in the words. */
export function filesNamed(state: State, argv: readonly Entry[]): Readonly<Record<string, Text>> | null {
  const out = new Map<string, Text>();
  for (const entry of argv) {
    const word = isItem(entry) ? known(entry.text) : null;
    const path = word?.startsWith('--') ? word.slice(word.indexOf('=') + 1) : word;
    const text = path && isKept(path) ? writtenText(state, path) : null;
    if (path && text) out.set(path, text);
  }
  return out.size === 0 ? null : Object.fromEntries(out);
}

/** What is there with more behind it, in every world. */
export function withMore(value: Value | null, text: Text): Value {
  const longer = (held: Value): Text => (held.kind === 'scalar' ? [...held.text, ...text] : text);
  if (value?.kind !== 'choice') return scalar(value ? longer(value) : text);
  return {
    kind: 'choice',
    options: value.options.map(({ guard, value: held }) => ({ guard, value: scalar(longer(held)) })),
  };
}

export function emptyFile(): Value {
  return scalar([]);
}
