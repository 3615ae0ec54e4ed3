import type { LocatedContract } from '../../src/contract/contract.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { TreeFacts } from '../../src/model/tree-facts.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { DEFAULT_PRESET, findPreset } from '../../src/rules/presets.ts';
import { runRules } from '../../src/rules/run.ts';
import { contract } from '../support/contract.ts';
import { facts } from '../support/facts.ts';

export type Spec = Parameters<typeof facts>[0];

interface Setting {
  readonly contract?: string;
  readonly base?: Spec;
  readonly only?: readonly string[];
  readonly today?: string;
}

/** All findings of the default preset on facts built by hand. */
export function check(spec: Spec, setting: Setting = {}): Finding[] {
  return checkFacts(facts(spec), setting);
}

export function checkFacts(tree: TreeFacts, setting: Setting = {}): Finding[] {
  const today = setting.today ?? '2026-08-24';
  const located: LocatedContract | null = setting.contract === undefined ? null : contract(setting.contract);
  const preset = findPreset(DEFAULT_PRESET);
  if (!preset) throw new Error(`no preset ${DEFAULT_PRESET}`);
  const head = resolve(tree, located, today);
  const input = setting.base ? { head, base: resolve(facts(setting.base), located, today) } : { head };
  const stated = { contract: head.contract?.suppressions ?? [], inline: [], malformed: [] };
  return runRules(input, {
    preset,
    ...(setting.only ? { only: setting.only } : {}),
    suppressions: stated,
    stated,
    today,
  });
}

/** `severity rule service NAME` of each finding. */
export function told(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, rule, service, name }) => `${severity} ${rule} ${service} ${name}`);
}

/** Flags that close both lists. */
export const closed = [
  ['set-secrets', 'B=b:1'],
  ['set-env-vars', 'LOG_LEVEL=info'],
] as const;

/** Reads of what {@link closed} gives, so that nothing of it is unused. */
export const readsOfClosed = ['B', 'LOG_LEVEL'].map((name) => ({ service: 'auth', name, level: 'optional' }) as const);

/** A required read of auth. */
export function required(name: string) {
  return { service: 'auth', name, level: 'required' } as const;
}
