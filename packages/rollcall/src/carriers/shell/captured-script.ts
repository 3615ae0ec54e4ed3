import { known, type Text } from '../../model/text.ts';
import { findScript } from './emit.ts';
import { isWrittenFile } from './files.ts';
import { inSubshell } from './flow.ts';
import { findCall, isShell } from './hand-over.ts';
import { callWith, type Machine } from './machine.ts';
import { type State, setVariable } from './state.ts';
import { type Entry, isItem, scalar } from './values.ts';

/** Scripts that may be inside each other so. */
const DEEPEST = 10;

/**
 * Runs a shell script of the tree whose output is taken (`$(./secrets.sh)`), as a process of its own: it gets what is exported and gives
 * back what it prints. What it deploys is told where the hand-over is followed, not here. False where it is no such script.
 */
export function runCapturedScript(
  machine: Machine,
  state: State,
  argv: readonly Entry[],
  environment: ReadonlyMap<string, Text>,
): boolean {
  const call = state.output === null ? null : findCall(argv);
  const script = call?.path ? findScript(machine, state, call.path) : null;
  const { sourcing } = machine;
  if (!call || !script || !isShellScript(argv, script)) return false;
  if (sourcing.includes(script.path) || sourcing.length > DEEPEST) return false;
  const silent: Machine = { ...machine, ...collectNothing(), sourcing: [...sourcing, script.path] };
  const text: Text = [
    { kind: 'text', text: script.text, range: { path: script.path, start: 0, end: script.text.length }, exact: true },
  ];
  const own = { ...processOf(state), positional: callWith(machine, argv.slice(call.args)) };
  try {
    const after = inSubshell(silent, own, (inner) => {
      for (const [name, value] of environment) setVariable(inner, name, scalar(value), true);
      silent.run.text(silent, inner, script.path, text);
    });
    if (after.dead) return false;
    state.output = after.output;
    state.status = after.status;
  } finally {
    Object.assign(machine, { steps: silent.steps, allowed: silent.allowed, unknowns: silent.unknowns });
  }
  return true;
}

function collectNothing(): Pick<Machine, 'commands' | 'handOvers' | 'gaps' | 'inputs' | 'written' | 'defined'> {
  return {
    commands: { add: () => undefined },
    handOvers: [],
    gaps: [],
    inputs: new Map(),
    written: new Map(),
    defined: new Map(),
  };
}

/** What a process has of the shell that starts it. */
function processOf(state: State): State {
  const given = state.scopes.flatMap((scope) =>
    [...scope].filter(([name, { exported }]) => exported || isWrittenFile(name)),
  );
  return { ...state, scopes: [new Map(given)], functions: new Map(), exportAll: false, depth: state.depth + 1 };
}

function isShellScript([name]: readonly Entry[], { path, text }: { path: string; text: string }): boolean {
  const first = name && isItem(name) ? known(name.text) : null;
  if (first !== null && isShell(first)) return true;
  return text.startsWith('#!') ? /^#!.*\b(?:ba|z|da|k)?sh\b/.test(text) : /\.(?:sh|bash)$/.test(path);
}
