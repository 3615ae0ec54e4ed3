import { known } from '../model/text.ts';
import type { At } from '../program/program.ts';
import type { Cell } from './journal.ts';
import { frame, noteDeciding, type Run, raise } from './run.ts';
import { alternatives, text, unknown, type Value } from './value.ts';

const assignments = new WeakMap<Run, Map<string, Cell<Value | undefined>>>();

/** `os.environ["X"] = …`: what is read later is there. */
export function assignEnvironment(run: Run, name: Value, value: Value, at: At): void {
  const word = name.kind === 'text' ? known(name.text) : null;
  if (word === null) return;
  const python = run.program.languageOf(frame(run).path)?.id === 'python';
  if (value.kind === 'union' && value.of.some((one) => one.kind === 'null')) run.risky = true;
  if (value.kind === 'null' && python) {
    noteDeciding(run, value);
    if (value.of !== undefined) raise(run, at, ['TypeError', 'Exception']);
  }
  // `process.env.X = process.env.X.trim()` is there only where it was before.
  if (!alternatives(value).every((one) => one.kind === 'read' && one.name === word)) write(run, word, value);
}

/** Stands for every name in {@link assignments}. */
const ANY_NAME = '*';

/** From here on any name may be set: its values come from somewhere that is not known here, a secret that holds a whole file for example. */
export function openEnvironment(run: Run): void {
  write(run, ANY_NAME, unknown('a file of variables'));
}

/** What a module itself sets is there for the functions of its file too. */
function write(run: Run, name: string, value: Value): void {
  const cells = assignments.get(run) ?? new Map<string, Cell<Value | undefined>>();
  assignments.set(run, cells);
  let cell = cells.get(name);
  if (!cell) {
    cell = { value: undefined };
    cells.set(name, cell);
  }
  run.journal.write(cell, value);
  const { path, definition } = frame(run);
  if (definition) return;
  const { assigned } = run.program;
  assigned.set(path, (assigned.get(path) ?? new Set()).add(name));
}

/** Whether any name may be set. */
export function isOpened(run: Run): boolean {
  const { path, definition } = frame(run);
  return (
    assignments.get(run)?.get(ANY_NAME)?.value !== undefined ||
    (definition !== null && run.program.assigned.get(path)?.has(ANY_NAME) === true)
  );
}

export function assignedTo(run: Run, name: string): Value | undefined {
  const { path, definition } = frame(run);
  const onImport = definition && run.program.assigned.get(path)?.has(name);
  return assignments.get(run)?.get(name)?.value ?? (onImport ? text('set on import') : undefined);
}
