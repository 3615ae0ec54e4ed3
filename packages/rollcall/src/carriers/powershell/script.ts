import type { Argument, Condition } from '../../model/command.ts';
import { flatten } from '../../model/flat-text.ts';
import { asWritten, known, type Text } from '../../model/text.ts';
import type { ReadScript } from '../shell/machine.ts';
import { inEveryChoice } from '../yaml/every-way.ts';
import { createCollector, factsOf, type HostFacts } from '../yaml/host-script.ts';
import { type Machine, PowerShellBound } from './machine.ts';
import { parseScript } from './parse.ts';
import { runStatements } from './run.ts';
import type { FunctionNode, Script, Statement } from './syntax.ts';
import { listValue, plainValue, textValue, type Value } from './values.ts';

export interface PowerShellInput {
  readonly path: string;
  readonly script: string | Text;
  /** Arguments of the call; absent: nothing is known of them. */
  readonly words?: readonly Argument[];
  readonly environment?: ReadonlyMap<string, Text>;
  readonly readScript?: ReadScript;
  readonly directory?: string | null;
  readonly conditions?: readonly Condition[];
  readonly branches?: readonly string[] | null;
  readonly step?: string;
}

/**
 * Evaluates a PowerShell script without running anything: the programs that it starts, with their words. What only run time knows is a
 * hole; each way through the comparisons that it makes with that is gone by itself. Never throws, whatever the text.
 *
 * https://learn.microsoft.com/powershell/scripting/lang-spec/chapter-01
 */
export function evaluatePowerShell(input: PowerShellInput): HostFacts {
  const { path } = input;
  const script: Text =
    typeof input.script === 'string'
      ? [{ kind: 'text', text: input.script, range: { path, start: 0, end: input.script.length }, exact: true }]
      : input.script;
  const parsed = parseScript(script);
  const collector = createCollector('powershell', input.readScript, []);
  for (const range of parsed.broken)
    collector.gaps.push({ reason: 'syntax-error', text: 'not understood as PowerShell', range });
  const flat = flatten(script);
  const source: Machine['source'] = ({ start, end }) => asWritten(flat.cut(start, end));
  const bound = (text: string): void => {
    if (collector.gaps.some(({ reason }) => reason === 'evaluation-bound')) return;
    collector.gaps.push({ reason: 'evaluation-bound', text, range: parsed.place(0, flat.chars.length), names: 'all' });
  };
  const all = inEveryChoice((choices) => {
    choices.conditions.push(...(input.conditions ?? []));
    const machine: Machine = {
      path,
      source,
      place: parsed.place,
      collector,
      choices,
      scopes: [startScope(parsed, input)],
      functions: new Map(functionsOf(parsed.body)),
      environment: new Map(input.environment ?? []),
      files: new Map(),
      called: new Set(),
      directory: input.directory === undefined ? '' : input.directory,
      steps: 0,
      depth: 0,
      left: null,
      step: input.step ?? path,
      branches: input.branches ?? null,
    };
    try {
      runStatements(machine, parsed.body);
      runUncalled(machine);
    } catch (error) {
      if (!(error instanceof PowerShellBound) && !(error instanceof RangeError)) throw error;
      bound('the script takes too many steps');
    }
  }, MOST_WAYS);
  if (!all) bound('more ways through the script than can be followed');
  return factsOf(collector);
}

const MOST_WAYS = 48;

/** A function may stand behind its call, where a dot-sourced file has it. */
function functionsOf(body: readonly Statement[]): (readonly [string, FunctionNode])[] {
  return body.flatMap((one) => (one.kind === 'function' ? [[one.fn.name, one.fn] as const] : []));
}

/** Parameters as the call gives them; those that nobody gives have their defaults, or are not known. */
function startScope(script: Script, { words }: PowerShellInput): Map<string, Value> {
  // A program that fails ends the script, or nothing that is known depends on it.
  const scope = new Map<string, Value>([
    ['lastexitcode', plainValue('0')],
    ['?', { kind: 'truth', holds: true }],
  ]);
  const parameters = script.body.flatMap((one) => (one.kind === 'param' ? one.parameters : []));
  const rest: Value[] = [];
  for (let i = 0; i < (words?.length ?? 0); i++) {
    const word = words?.[i];
    if (!word || 'open' in word) continue;
    const flag = /^-([A-Za-z]\w*)$/.exec(known(word.text) ?? '')?.[1]?.toLowerCase();
    const parameter = flag ? parameters.find(({ name }) => name === flag || name.startsWith(flag)) : undefined;
    const next = words?.[i + 1];
    if (!parameter) rest.push(textValue(word.text));
    else if (parameter.isSwitch) scope.set(parameter.name, { kind: 'truth', holds: true });
    else if (next && !('open' in next)) {
      scope.set(parameter.name, textValue(next.text));
      i += 1;
    }
  }
  for (const { name, isSwitch } of parameters) {
    if (scope.has(name) || isSwitch) continue;
    const next = rest.shift();
    if (next) scope.set(name, next);
  }
  if (words && !words.some((word) => 'open' in word)) {
    for (const { name, isSwitch } of parameters)
      if (isSwitch && !scope.has(name)) scope.set(name, { kind: 'truth', holds: false });
    scope.set('args', listValue(rest));
  } else scope.set('args', listValue(rest, true));
  return scope;
}

/** Functions that the script only offers to others are run with what is not known. */
function runUncalled(machine: Machine): void {
  for (const fn of [...machine.functions.values()]) {
    if (machine.called.has(fn)) continue;
    machine.called.add(fn);
    machine.left = null;
    machine.scopes = [machine.scopes[0] ?? new Map(), new Map()];
    for (const { name } of fn.parameters)
      machine.scopes[1]?.set(name, { kind: 'unknown', written: `$${name}`, range: null });
    runStatements(machine, fn.body);
  }
}
