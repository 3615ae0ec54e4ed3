import type { Suppression } from '../model/contract-facts.ts';
import type { SuppressedBy } from '../model/finding.ts';
import type { Span } from '../model/span.ts';
import type { InlineSuppression } from '../model/suppression.ts';
import { inForce } from '../resolve/contract-requirements.ts';
import type { Located } from './fingerprint.ts';
import type { SuppressionOutcome } from './rule.ts';

/** What asks for silence: entries of the contract, and comments. */
export interface Suppressions {
  readonly contract: readonly Suppression[];
  readonly inline: readonly InlineSuppression[];
}

/** A finding with the places that a comment may stand at: where it points, and both sides of it; a sibling is no side. */
export interface Placed extends Located {
  readonly places: readonly Span[];
}

/** The first suppression in force that matches a finding, the contract's before comments; or null. */
export function suppressionOf(finding: Placed, { contract, inline }: Suppressions, today: string): SuppressedBy | null {
  const stated = contract.find((one) => inForce(one, today) && matches(one, finding));
  if (stated) return { kind: 'contract', reason: stated.reason, until: stated.until };
  const comment = inline.find((one) => inForce(one, today) && isBeside(one, finding));
  return comment ? { kind: 'inline', reason: comment.reason, until: comment.until } : null;
}

/** What became of each suppression; those of rules that did not run are left out. */
export function suppressionOutcomes(
  { contract, inline }: Suppressions,
  findings: readonly Placed[],
  ran: ReadonlySet<string>,
  today: string,
): SuppressionOutcome[] {
  const stateOf = (one: Suppression | InlineSuppression, isMeant: (finding: Placed) => boolean) => {
    if (!inForce(one, today)) return 'expired';
    return findings.some(isMeant) ? 'used' : 'unused';
  };
  return [
    ...contract.map((one): SuppressionOutcome => {
      const { rule, service, environment, name, until, declaredAt } = one;
      const state = stateOf(one, (finding) => matches(one, finding));
      return { kind: 'contract', rule, service, environment, name, until, range: declaredAt, state };
    }),
    ...inline.map((one): SuppressionOutcome => {
      const { rule, names, until, range } = one;
      const state = stateOf(one, (finding) => isBeside(one, finding));
      const name = names.length === 1 ? (names[0] ?? null) : null;
      return { kind: 'inline', rule, service: null, environment: null, name, until, range, state };
    }),
  ].filter(({ rule }) => ran.has(rule));
}

function matches(suppression: Suppression, { rule, fact }: Located): boolean {
  return (
    suppression.rule === rule &&
    (suppression.service === null || suppression.service === fact.service) &&
    (suppression.environment === null || suppression.environment === fact.environment) &&
    (suppression.name === null || suppression.name === fact.name)
  );
}

/** Whether a comment stands beside or above one of a finding's places, or closes its last line. */
function isBeside(
  { rule, names, range, lines, closes }: InlineSuppression,
  { rule: own, fact, places }: Placed,
): boolean {
  if (rule !== own || (names.length > 0 && !names.includes(fact.name ?? ''))) return false;
  return places.some(
    ({ path, line, endLine, end }) =>
      path === range.path && (lines.includes(line) || (closes === endLine && end <= range.start)),
  );
}
