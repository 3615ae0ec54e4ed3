import { createHash } from 'node:crypto';
import type { FindingFact } from '../model/finding.ts';

/** A finding on its way: what a rule said, and where the thing it is about stands. */
export interface Located {
  readonly rule: string;
  readonly fact: FindingFact;
  /** The file of the deployment, or of the place; empty when there is none. */
  readonly path: string;
}

/**
 * 16 hexadecimal characters for each finding, made of the rule, service, environment, name and path, and of a count among equals. No line and no commit
 * is part of it, so it survives edits and a baseline stays valid.
 */
export function fingerprints(findings: readonly Located[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, fact, path }) => {
    const key = JSON.stringify([rule, fact.service, fact.environment, fact.name, path]);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return createHash('sha256').update(`${key}#${ordinal}`).digest('hex').slice(0, 16);
  });
}
