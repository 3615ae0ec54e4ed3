import type { CompoundList, Function as FunctionNode } from 'unbash';
import type { Range } from '../../model/span.ts';
import { ALWAYS, type Guard } from './guard.ts';
import type { ShellSource } from './source.ts';
import { type Entry, UNSET, type Value } from './values.ts';

export interface Variable {
  readonly value: Value;
  readonly exported: boolean;
}

export interface ShellFunction {
  readonly node: FunctionNode | { readonly body: CompoundList };
  readonly source: ShellSource;
}

/** Where `exit`, `return`, `break` and `continue` lead. */
export interface Frame {
  readonly kind: 'script' | 'subshell' | 'function' | 'loop';
  readonly parent: Frame | null;
  /** States that left the frame early. */
  readonly left: State[];
  /** States that went on with the loop's next turn. */
  readonly continued: State[];
}

/** How the last command ended: in which worlds well, in which not. */
export interface Outcome {
  readonly guard: Guard;
  readonly ok: boolean;
}

export type Status = readonly Outcome[] | { readonly unknown: string };

export const SUCCESS: Status = [{ guard: ALWAYS, ok: true }];
export const FAILURE: Status = [{ guard: ALWAYS, ok: false }];

export interface Positional {
  readonly items: readonly Entry[];
  /** How many were shifted away from an unknown list; null when branches differ. */
  readonly shifted: number | null;
  /** Tells the unknown arguments of one call from those of another. */
  readonly call: number;
}

export type Scope = ReadonlyMap<string, Variable>;

/** All that a shell remembers between two commands. */
export interface State {
  scopes: readonly Scope[];
  /** Scopes that no other state holds, and that may be written to. */
  owned: Set<Scope>;
  functions: ReadonlyMap<string, ShellFunction>;
  positional: Positional;
  source: ShellSource;
  world: Guard;
  /** True when no command runs here any more: every way led out of the frame. */
  dead: boolean;
  status: Status;
  /** What was printed so far where it is captured; null where it is not. */
  output: Value | null;
  stdin: Value | null;
  /** Folder relative to the root, null when not known. */
  directory: string | null;
  exportAll: boolean;
  /** Something unread may have set any variable. */
  open: boolean;
  frame: Frame;
  depth: number;
  /** Where the innermost function call stands. */
  callSite: Range | null;
}

/** A state that goes its own way from here; scopes are shared until one of the two writes. */
export function copyState(state: State): State {
  state.owned = new Set();
  return { ...state, owned: new Set() };
}

/** The scope at a depth, for writing. */
export function writableScope(state: State, depth: number): Map<string, Variable> {
  const scope = state.scopes.at(depth);
  if (scope && state.owned.has(scope)) return scope as Map<string, Variable>;
  const own = new Map(scope);
  const at = depth < 0 ? state.scopes.length + depth : depth;
  state.scopes = state.scopes.map((other, i) => (i === at ? own : other));
  state.owned.add(own);
  return own;
}

export function openFrame(kind: Frame['kind'], parent: Frame | null): Frame {
  return { kind, parent, left: [], continued: [] };
}

/** The frame that `exit`, `return` or `break` leaves; `nth` counts enclosing loops. */
export function findFrame(frame: Frame, kinds: readonly Frame['kind'][], nth = 1): Frame | null {
  let left = nth;
  for (let at: Frame | null = frame; at; at = at.parent) {
    if (kinds.includes(at.kind) && --left === 0) return at;
    if (kinds.includes('loop') && at.kind !== 'loop') return null;
  }
  return null;
}

export function findVariable(state: State, name: string): Variable | null {
  for (let i = state.scopes.length - 1; i >= 0; i--) {
    const variable = state.scopes[i]?.get(name);
    if (variable) return variable;
  }
  return null;
}

export function heldBy(state: State, name: string): Value {
  return findVariable(state, name)?.value ?? UNSET;
}

/** Assigns where the name lives, else as a global variable. */
export function setVariable(state: State, name: string, value: Value, exported = state.exportAll): void {
  for (let i = state.scopes.length - 1; i > 0; i--) {
    const variable = state.scopes[i]?.get(name);
    if (!variable) continue;
    writableScope(state, i).set(name, { value, exported: variable.exported || exported });
    return;
  }
  const held = state.scopes[0]?.get(name)?.exported ?? false;
  writableScope(state, 0).set(name, { value, exported: exported || held });
}

export function setLocal(state: State, name: string, value: Value): void {
  writableScope(state, -1).set(name, { value, exported: false });
}

export function isDeclaredHere(state: State, name: string): boolean {
  return state.scopes.at(-1)?.has(name) ?? false;
}

export function adopt(state: State, other: State): void {
  Object.assign(state, other);
}
