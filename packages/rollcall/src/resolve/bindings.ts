import type { BindingFact, Deployment } from '../model/deployment.ts';

export type Kind = 'secret' | 'value';

/** What is known of a workload's names after some deployments ran one after the other. */
export interface BindingState {
  readonly bindings: Map<string, BindingFact[]>;
  /** Names that were taken away, and not given again. */
  readonly removed: Set<string>;
  /** Names that some runs take away. */
  readonly doubtful: Set<string>;
  /** Kinds of which nothing else is left. */
  readonly closes: Set<Kind>;
}

export function emptyState(): BindingState {
  return { bindings: new Map(), removed: new Set(), doubtful: new Set(), closes: new Set() };
}

/** The kinds whose other entries this deployment wipes. A manifest states everything, whatever it lists. */
export function closedKinds(deployment: Deployment): readonly Kind[] {
  return deployment.mode === 'declare' ? ['secret', 'value'] : deployment.closes;
}

/**
 * Applies one deployment to the state: wipes, then removes, then sets and updates, in the order of the flags; the last one of a name
 * wins. Source of the order: https://cloud.google.com/sdk/gcloud/reference/run/deploy (`--remove-env-vars` is applied before
 * `--update-env-vars`; `--set-env-vars` and `--set-secrets` remove all existing ones first).
 */
export function applyDeployment(state: BindingState, deployment: Deployment): void {
  for (const kind of closedKinds(deployment)) {
    state.closes.add(kind);
    for (const name of [...state.bindings.keys()]) dropKind(state, name, kind);
  }
  for (const binding of deployment.bindings) if (binding.operation === 'remove') removeBinding(state, binding);
  for (const binding of deployment.bindings) {
    if (binding.operation === 'set' || binding.operation === 'update') addBinding(state, binding);
  }
}

function dropKind(state: BindingState, name: string, kind: Kind): void {
  const kept = (state.bindings.get(name) ?? []).filter((binding) => binding.source.kind !== kind);
  if (kept.length > 0) state.bindings.set(name, kept);
  else state.bindings.delete(name);
}

function removeBinding(state: BindingState, binding: BindingFact): void {
  if (binding.conditional) {
    state.doubtful.add(binding.name);
    return;
  }
  dropKind(state, binding.name, binding.source.kind);
  if (!state.bindings.has(binding.name)) state.removed.add(binding.name);
}

function addBinding(state: BindingState, binding: BindingFact): void {
  const before = state.bindings.get(binding.name) ?? [];
  if (binding.conditional) {
    state.bindings.set(binding.name, [...before, binding]);
    return;
  }
  const others = before.filter((b) => b.source.kind !== binding.source.kind || b.target !== binding.target);
  state.bindings.set(binding.name, [...others, binding]);
  state.removed.delete(binding.name);
  state.doubtful.delete(binding.name);
}
