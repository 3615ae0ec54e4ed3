import type { Range } from '../../model/span.ts';
import { asWritten, type Text } from '../../model/text.ts';
import type { Choices } from '../yaml/every-way.ts';
import type { HostCollector } from '../yaml/host-script.ts';
import type { At, FunctionNode } from './syntax.ts';
import { asText, truthOf, type Value } from './values.ts';

/** What one way through a script has come to. */
export interface Machine {
  readonly path: string;
  readonly source: (at: At) => string;
  readonly place: (start: number, end: number) => Range | null;
  readonly collector: HostCollector;
  choices: Choices;
  scopes: Map<string, Value>[];
  readonly functions: Map<string, FunctionNode>;
  /** `$env:X`, as the script sets it and its caller gives it. */
  readonly environment: Map<string, Text>;
  /** Files that the script wrote, by their path. */
  readonly files: Map<string, Text>;
  readonly called: Set<FunctionNode>;
  directory: string | null;
  steps: number;
  depth: number;
  /** Set where the script or function is left. */
  left: 'function' | 'script' | 'loop' | null;
  readonly step: string;
  readonly branches: readonly string[] | null;
}

/** Evaluation stops here; a gap says so. */
export class PowerShellBound extends Error {}

const MOST_STEPS = 30_000;

export function countStep(machine: Machine): void {
  machine.steps += 1;
  if (machine.steps > MOST_STEPS) throw new PowerShellBound();
}

export function findVariable(machine: Machine, name: string): Value | null {
  for (let i = machine.scopes.length - 1; i >= 0; i--) {
    const found = machine.scopes[i]?.get(name);
    if (found) return found;
  }
  return null;
}

/** Sets where the name lives in the scope at hand; a function's own variables are its own. */
export function setVariable(machine: Machine, name: string, value: Value): void {
  machine.scopes.at(-1)?.set(name, value);
}

/** Whether a condition holds on this way: what only run time knows is decided, the same each time. */
export function holds(machine: Machine, value: Value): boolean {
  return truthOf(value) ?? machine.choices.decide(asWritten(asText(value)));
}
