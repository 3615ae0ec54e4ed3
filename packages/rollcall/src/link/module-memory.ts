import type { Loaded, ModuleState, Program } from '../evaluate/modules.ts';
import { type Part, splitPart } from '../evaluate/touched.ts';
import { type Ground, PartVersions } from './memory.ts';

/** A module as one tree has left it, with what it rests on. */
interface KeptModule {
  readonly grounds: PartVersions;
  readonly main: boolean;
  readonly shared: Loaded | undefined;
  readonly states: ModuleState[] | undefined;
  readonly assigned: Set<string> | undefined;
}

/** How many versions of a module are kept: two branches that take turns are common. */
const MOST_KEPT = 2;

/**
 * Modules that were loaded for one tree, for the next. A module is only taken over where nothing has changed that it, or
 * anything that can be reached from its values, was made from: what has been asked for once stays in it.
 */
export class ModuleMemory {
  private readonly kept = new Map<string, KeptModule[]>();

  /** Puts a module that holds in this tree into its program. */
  revive(program: Program, ground: Ground, path: string): void {
    const main = isMain(program, path);
    const known = this.kept.get(path)?.find((one) => one.main === main && one.grounds.holds(ground));
    if (!known) return;
    if (known.shared) program.shared.set(path, known.shared);
    if (known.states) program.states.set(path, known.states);
    if (known.assigned) program.assigned.set(path, known.assigned);
  }

  /** Keeps what a program has loaded. */
  keep(program: Program, ground: Ground): void {
    const parts = new ReachableParts(program);
    for (const path of new Set([...program.shared.keys(), ...program.states.keys()])) {
      const own: KeptModule = {
        grounds: new PartVersions(parts.of(path), ground),
        main: isMain(program, path),
        shared: program.shared.get(path),
        states: program.states.get(path),
        assigned: program.assigned.get(path),
      };
      const others = (this.kept.get(path) ?? []).filter(
        ({ shared, states }) => shared !== own.shared || states !== own.states,
      );
      this.kept.set(path, [own, ...others].slice(0, MOST_KEPT));
    }
  }
}

function isMain({ main, imported }: Program, path: string): boolean {
  return main.has(path) && !imported.has(path);
}

/** The parts of modules that the values of a loaded module were made from, those of the modules that it refers to included. */
class ReachableParts {
  private readonly own = new Map<string, ReadonlySet<Part>>();
  private readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }

  of(path: string): ReadonlySet<Part> {
    const parts = new Set<Part>([path]);
    for (const part of parts) {
      const at = splitPart(part);
      if (at.name === null) for (const other of this.ownOf(at.path)) parts.add(other);
    }
    return parts;
  }

  private ownOf(path: string): ReadonlySet<Part> {
    let parts = this.own.get(path);
    if (!parts) {
      const shared = this.program.shared.get(path);
      parts = partsOf([...(shared ? [shared] : []), ...(this.program.states.get(path) ?? [])]);
      this.own.set(path, parts);
    }
    return parts;
  }
}

function partsOf(states: readonly Loaded[]): ReadonlySet<Part> {
  const parts = new Set<Part>();
  for (const { scope, touched } of states) {
    for (const part of touched) parts.add(part);
    for (const { touched: forced } of scope.variables.values()) for (const part of forced ?? []) parts.add(part);
  }
  return parts;
}
