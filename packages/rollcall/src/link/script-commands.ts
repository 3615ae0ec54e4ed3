import type { Program } from '../evaluate/modules.ts';
import type { ResourceEvent } from '../evaluate/resources.ts';
import type { Root } from '../evaluate/roots.ts';
import type { ProcessEvent, Run } from '../evaluate/run.ts';
import { runRoot } from '../evaluate/run-root.ts';
import type { Part } from '../evaluate/touched.ts';
import { alternatives, type Item, isOpen, type Value } from '../evaluate/value.ts';
import type { PulumiResource } from '../formats/pulumi/index.ts';
import type { Argument, Carrier, Command, ContextRecord } from '../model/command.ts';
import type { Range } from '../model/span.ts';
import { asWritten, type Piece, type Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import type { Statement } from '../program/program.ts';
import { manifestOf } from './resource-values.ts';

/** A command line for a shell, found in a program. */
export interface ShellLine {
  readonly text: Text;
  readonly range: Range;
  readonly command: Pick<Command, 'conditions' | 'records'>;
}

/** What a program runs when it is started: commands, lines for a shell, and what could not be followed. */
export interface ScriptCommands {
  readonly commands: readonly Command[];
  readonly lines: readonly ShellLine[];
  /** What stands for something that is deployed when the program is run. */
  readonly resources: readonly PulumiResource[];
  readonly gaps: readonly Gap[];
  /** What of the tree's modules it looked at. */
  readonly touched: ReadonlySet<Part>;
}

const STEPS = 400_000;
const MOST_ALTERNATIVES = 8;

/** Runs a script of the tree as `__main__`, and then each of its functions that deploys and was not reached from there. */
export function commandsOf(program: Program, path: string): ScriptCommands {
  const found = new Map<string, Command>();
  const lines = new Map<string, ShellLine>();
  const resources = new Map<string, PulumiResource>();
  const gaps: Gap[] = [];
  const touched = new Set<Part>();
  const called = new Set<unknown>();
  const carrier = carrierOf(program, path);
  const look = (root: Root): void => {
    const { run, overflow } = runRoot(program, root, { mode: 'discover', unset: () => true, word: null }, STEPS, []);
    for (const definition of run.called) called.add(definition);
    for (const part of run.touched.all()) touched.add(part);
    if (overflow)
      gaps.push({
        reason: 'evaluation-bound',
        text: `${root.names.join('.') || path} takes more steps than are followed`,
        range: topOf(path),
        names: 'all',
      });
    for (const resource of run.resources) {
      const made = resourceOf(resource, carrier);
      resources.set(JSON.stringify([made.range, made.logicalName && asWritten(made.logicalName), made.args]), made);
    }
    for (const process of run.processes) {
      const conditions = process.conditions;
      if (process.line)
        lines.set(JSON.stringify([process.range, asWritten(process.line.text)]), {
          text: process.line.text,
          range: process.range,
          command: { conditions, records: recordsOf(run, process.line.text) },
        });
      for (const command of commandsFrom(run, process, carrier)) found.set(keyOf(command), command);
    }
  };
  program.main.add(path);
  try {
    look({ path, names: [], starts: true });
    if (carrier === 'go' && program.units(path).some(({ defines }) => defines === 'main'))
      look({ path, names: ['main'], starts: true });
  } finally {
    program.main.delete(path);
  }
  for (const { names, statement } of deployingFunctions(program, path))
    if (!called.has(statement.definition)) look({ path, names, starts: false });
  return {
    commands: [...found.values()],
    lines: [...lines.values()],
    resources: [...resources.values()],
    gaps,
    touched,
  };
}

function carrierOf(program: Program, path: string): Carrier {
  const language = program.languageOf(path)?.id;
  return language === 'javascript' || language === 'go' ? language : 'python';
}

function resourceOf(event: ResourceEvent, carrier: Carrier): PulumiResource {
  const { provider, type, logicalName, args, range } = event;
  const name = logicalName && textOf(logicalName);
  return { provider, type, logicalName: name, args: manifestOf(args, range), carrier, range };
}

function topOf(path: string): Range {
  return { path, start: 0, end: 0 };
}

function keyOf(command: Command): string {
  const words = command.argv.map((argument) =>
    'open' in argument ? `*${argument.written}` : asWritten(argument.text),
  );
  return JSON.stringify([command.range, words]);
}

const DEPLOYS = /gcloud|set-secrets|update-secrets|set-env-vars|update-env-vars/;

type FunctionStatement = Extract<Statement, { kind: 'function' }>;

function deployingFunctions(
  program: Program,
  path: string,
): readonly { names: readonly string[]; statement: FunctionStatement }[] {
  return program.units(path).flatMap((unit) => {
    if (!DEPLOYS.test(unit.text)) return [];
    return program.statements(path, unit).flatMap((statement) => {
      if (statement.kind === 'function' && statement.definition.name !== null) {
        const words = unit.text.slice(statement.start, statement.end);
        return DEPLOYS.test(words) ? [{ names: [statement.definition.name], statement }] : [];
      }
      if (statement.kind !== 'class') return [];
      return statement.definition.body.flatMap((member) =>
        member.kind === 'function' && DEPLOYS.test(unit.text.slice(member.start, member.end))
          ? [{ names: [statement.definition.name ?? '', member.definition.name ?? ''], statement: member }]
          : [],
      );
    });
  });
}

/** One command for each choice among the known alternatives of its words. */
function commandsFrom(run: Run, process: ProcessEvent, carrier: Carrier): readonly Command[] {
  if (!process.argv) return [];
  let ways: Argument[][] = [[]];
  for (const [i, item] of process.argv.items.value.entries()) {
    const choices = matters(i, item)
      ? argumentsOf(item)
      : argumentsOf(item)
          .slice(0, 1)
          .map((choice) => blur(choice, item));
    const taken =
      choices.length * ways.length <= MOST_ALTERNATIVES
        ? choices
        : choices.slice(0, 1).map((choice) => blur(choice, item));
    ways = ways.flatMap((way) => taken.map((choice) => [...way, choice]));
  }
  return ways.map((argv) => {
    const text = argv.flatMap((argument) => ('open' in argument ? [] : argument.text));
    return {
      carrier,
      argv,
      range: process.range,
      environment: {},
      conditions: process.conditions,
      records: recordsOf(run, text),
    };
  });
}

/** Only the first words, flags and lists decide what is deployed and what it is given. */
function matters(i: number, item: Item): boolean {
  if (i > 0 && i < 6) return true;
  return argumentsOf(item).some((argument) => 'open' in argument || /=|^--/.test(asWritten(argument.text)));
}

function argumentsOf(item: Item): readonly Argument[] {
  if (isOpen(item)) return [item];
  const conditional = item.conditional ? { conditional: true } : {};
  return alternatives(item.value)
    .filter((value) => value.kind !== 'null' || alternatives(item.value).length === 1)
    .map((value) => ({ text: textOf(value), ...conditional }));
}

/** A word of too many alternatives is one that is not known. */
function blur(choice: Argument, item: Item): Argument {
  if ('open' in choice || (!isOpen(item) && alternatives(item.value).length === 1)) return choice;
  const range = choice.text[0]?.range ?? null;
  return { ...choice, text: [{ kind: 'hole', written: asWritten(choice.text).split('=')[0] ?? '', range }] };
}

function textOf(value: Value): Text {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
    case 'boolean':
      return [{ kind: 'text', text: String(value.value), range: null, exact: false }];
    case 'unknown':
      return [{ kind: 'hole', written: value.written, range: value.range }];
    case 'read':
      return [{ kind: 'hole', written: value.name, range: null, input: value.name }];
    default:
      return [{ kind: 'hole', written: value.kind, range: null }];
  }
}

/** The literal records from which pieces of the text were taken, innermost first. */
function recordsOf(run: Run, text: Text): readonly ContextRecord[] {
  const ranges = text.flatMap((piece: Piece) => (piece.range ? [piece.range] : []));
  const holding = (run.records ?? []).filter(
    ({ range }) =>
      range &&
      ranges.some((inner) => inner.path === range.path && inner.start >= range.start && inner.end <= range.end),
  );
  const unique = new Map(
    holding.map((record) => [`${record.range?.path}:${record.range?.start}:${record.range?.end}`, record]),
  );
  return [...unique.values()].sort((a, b) => size(a) - size(b));
}

function size({ range }: ContextRecord): number {
  return range ? range.end - range.start : Number.POSITIVE_INFINITY;
}
