import type { Severity } from '../model/finding.ts';

/** Which rules run, and how much their findings weigh. A published preset never changes; a change is a new version. */
export interface Preset {
  readonly id: string;
  readonly severities: Readonly<Record<string, Severity>>;
}

export const DEFAULT_PRESET = 'recommended@1';

const PRESETS: readonly Preset[] = [
  {
    id: 'recommended@1',
    severities: {
      'no-malformed-flag': 'error',
      'no-type-conflict': 'error',
      'no-dropped-binding': 'error',
      'no-lost-deployment': 'warning',
      'no-remapped-binding': 'warning',
      'no-missing-binding': 'error',
      'require-any-of': 'error',
      'no-hollow-default': 'warning',
      'no-closing-set': 'warning',
      'require-sibling-parity': 'warning',
      'no-split-identity': 'error',
      'no-conflicting-sources': 'warning',
      'no-duplicate-binding': 'warning',
      'no-undeclared-read': 'warning',
      'no-unknown-name': 'warning',
      'no-unused-binding': 'note',
      'no-stale-suppression': 'warning',
    },
  },
];

/** The preset with this id (`recommended@1`), or null. */
export function findPreset(id: string): Preset | null {
  return PRESETS.find((preset) => preset.id === id) ?? null;
}

export function presetIds(): readonly string[] {
  return PRESETS.map((preset) => preset.id);
}

/** The severity one step below; a note stays a note. */
export function weaken(severity: Severity): Severity {
  return severity === 'error' ? 'warning' : 'note';
}
