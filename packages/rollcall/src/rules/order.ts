/**
 * One fact is one finding: of the rules that explain one name of one deployment, the first in this list speaks. What a change takes from
 * the contract comes before all that it may hide, what makes the deploy fail before what makes the service fail; a cause that is known
 * (dropped, wiped) before a lack alone; needs before tidiness.
 */
export const RULE_ORDER: readonly string[] = [
  'no-weakened-contract',
  'no-reserved-name',
  'no-malformed-flag',
  'no-type-conflict',
  'no-unset-input',
  'no-dropped-binding',
  'no-lost-deployment',
  'no-missing-binding',
  'require-any-of',
  'no-hollow-default',
  'no-closing-set',
  'require-environment-parity',
  'require-sibling-parity',
  'no-foreign-environment',
  'no-split-identity',
  'no-remapped-binding',
  'no-plaintext-secret',
  'require-name-convention',
  'require-pinned-version',
  'no-conflicting-sources',
  'no-duplicate-binding',
  'no-undeclared-read',
  'no-retired-name',
  'no-unknown-name',
  'no-unused-binding',
  'no-malformed-suppression',
  'no-stale-suppression',
];

/** A rule's place in the order; rules that are not listed come last. */
export function orderOf(rule: string): number {
  const at = RULE_ORDER.indexOf(rule);
  return at < 0 ? RULE_ORDER.length : at;
}
