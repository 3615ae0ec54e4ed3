import type { Suppression } from '../model/contract-facts.ts';
import { inForce } from '../resolve/contract-requirements.ts';
import type { Located } from './fingerprint.ts';
import type { SuppressionOutcome } from './rule.ts';

/** The first suppression in force that matches a finding, or null. */
export function suppressionOf(
  finding: Located,
  suppressions: readonly Suppression[],
  today: string,
): Suppression | null {
  return suppressions.find((s) => inForce(s, today) && matches(s, finding)) ?? null;
}

/** What became of each suppression; those of rules that did not run are left out. */
export function suppressionOutcomes(
  suppressions: readonly Suppression[],
  findings: readonly Located[],
  ran: ReadonlySet<string>,
  today: string,
): SuppressionOutcome[] {
  return suppressions.flatMap((suppression): SuppressionOutcome[] => {
    if (!ran.has(suppression.rule)) return [];
    if (!inForce(suppression, today)) return [{ suppression, state: 'expired' }];
    const used = findings.some((finding) => matches(suppression, finding));
    return [{ suppression, state: used ? 'used' : 'unused' }];
  });
}

function matches(suppression: Suppression, { rule, fact }: Located): boolean {
  return (
    suppression.rule === rule &&
    (suppression.service === null || suppression.service === fact.service) &&
    (suppression.environment === null || suppression.environment === fact.environment) &&
    (suppression.name === null || suppression.name === fact.name)
  );
}
