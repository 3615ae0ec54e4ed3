import type { BindingFact } from '../model/deployment.ts';
import type { ResolvedDeployment } from '../model/resolution.ts';

/** The bindings that put something in place on every run; the others take away, or are alternatives of each other. */
export function certainBindings(resolved: ResolvedDeployment): BindingFact[] {
  return resolved.deployment.bindings.filter(
    ({ operation, conditional }) => (operation === 'set' || operation === 'update') && !conditional,
  );
}
