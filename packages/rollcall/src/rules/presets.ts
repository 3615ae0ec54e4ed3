import { PRESET_IDS, type PresetId, type Severity } from '../model/finding.ts';

/** Which rules run, and how much their findings weigh. A published preset never changes; a change is a new version. */
export interface Preset {
  readonly id: PresetId;
  readonly severities: Readonly<Record<string, Severity>>;
}

export const DEFAULT_PRESET = 'recommended@1';

const RECOMMENDED: Readonly<Record<string, Severity>> = {
  'no-weakened-contract': 'warning',
  'no-reserved-name': 'error',
  'no-malformed-flag': 'error',
  'no-type-conflict': 'error',
  'no-unset-input': 'error',
  'no-dropped-binding': 'error',
  'no-lost-deployment': 'warning',
  'no-missing-binding': 'error',
  'require-any-of': 'error',
  'no-hollow-default': 'warning',
  'no-closing-set': 'warning',
  'require-environment-parity': 'warning',
  'require-sibling-parity': 'warning',
  'no-foreign-environment': 'error',
  'no-split-identity': 'error',
  'no-remapped-binding': 'warning',
  'no-plaintext-secret': 'warning',
  'require-name-convention': 'warning',
  'require-pinned-version': 'warning',
  'no-conflicting-sources': 'warning',
  'no-duplicate-binding': 'warning',
  'no-undeclared-read': 'warning',
  'no-unknown-name': 'warning',
  'no-retired-name': 'warning',
  'no-unused-binding': 'note',
  'no-malformed-suppression': 'warning',
  'no-stale-suppression': 'warning',
};

/** What makes a deploy fail, or takes away what was there: it stops a merge also where nothing else does yet. */
const STOPS_MIGRATION: ReadonlySet<string> = new Set([
  'no-weakened-contract',
  'no-reserved-name',
  'no-malformed-flag',
  'no-type-conflict',
  'no-unset-input',
  'no-dropped-binding',
  'no-lost-deployment',
]);

const PRESETS: readonly Preset[] = [
  { id: 'recommended@1', severities: RECOMMENDED },
  { id: 'strict@1', severities: weigh((severity) => (severity === 'note' ? 'warning' : 'error')) },
  { id: 'migration@1', severities: weigh((severity, rule) => (STOPS_MIGRATION.has(rule) ? severity : 'note')) },
];

function weigh(change: (severity: Severity, rule: string) => Severity): Readonly<Record<string, Severity>> {
  return Object.fromEntries(Object.entries(RECOMMENDED).map(([rule, severity]) => [rule, change(severity, rule)]));
}

/** The preset with this id (`strict@1`), or the newest of this name (`strict`); null when there is none. */
export function findPreset(named: string): Preset | null {
  return PRESETS.find(({ id }) => id === named) ?? PRESETS.findLast(({ id }) => id.split('@')[0] === named) ?? null;
}

export function presetIds(): readonly PresetId[] {
  return PRESET_IDS;
}

/** The severity one step below; a note stays a note. */
export function weaken(severity: Severity): Severity {
  return severity === 'error' ? 'warning' : 'note';
}
