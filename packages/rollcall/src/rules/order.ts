/**
 * One fact is one finding: of the rules that explain one name of one deployment, the first in this list speaks. What makes the deploy
 * fail comes before what makes the service fail; a cause that is known (dropped, wiped) before a lack alone; needs before tidiness.
 */
export const RULE_ORDER: readonly string[] = [
  'no-malformed-flag',
  'no-type-conflict',
  'no-dropped-binding',
  'no-lost-deployment',
  'no-missing-binding',
  'require-any-of',
  'no-hollow-default',
  'no-closing-set',
  'require-sibling-parity',
  'no-split-identity',
  'no-remapped-binding',
  'no-conflicting-sources',
  'no-duplicate-binding',
  'no-undeclared-read',
  'no-unknown-name',
  'no-unused-binding',
  'no-stale-suppression',
];

/** A rule's place in the order; rules that are not listed come last. */
export function orderOf(rule: string): number {
  const at = RULE_ORDER.indexOf(rule);
  return at < 0 ? RULE_ORDER.length : at;
}
