import type { BindingFact } from '../model/deployment.ts';

/** What tells two secrets apart, whatever the version; null for a plain value and for an id that only run time knows. */
export function secretIdentity({ source }: BindingFact): string | null {
  if (source.kind !== 'secret' || source.template) return null;
  return JSON.stringify([source.project, source.secret]);
}

/** Whether all of these bindings are of one and the same secret. */
export function sameIdentity(a: readonly BindingFact[], b: readonly BindingFact[]): boolean {
  const identities = new Set([...a, ...b].map(secretIdentity));
  return identities.size === 1 && !identities.has(null);
}
