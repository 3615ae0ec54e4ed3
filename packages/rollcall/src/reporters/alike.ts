import type { Finding } from '../model/finding.ts';

/** Findings that are alike and this many are told under one heading. */
export const MANY = 3;

/** Findings in groups, in the order of their first: those of which one says what all say stand together. */
export function groupAlike(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const [i, finding] of findings.entries()) {
    const key = alikeKey(finding) ?? String(i);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

/** Findings of which one says what all say, but for the name: with no way out and no need of its own. */
function alikeKey({ rule, severity, environment, why, fix, span, related }: Finding): string | null {
  const own = fix.command !== undefined || fix.edits.length > 0 || related.some(({ role }) => role === 'needed');
  return own || !span ? null : JSON.stringify([rule, severity, environment, why, span.path]);
}

/** What weighs most first; the order is kept otherwise. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  const weight = { error: 0, warning: 1, note: 2 } as const;
  return [...findings].sort((a, b) => weight[a.severity] - weight[b.severity]);
}
