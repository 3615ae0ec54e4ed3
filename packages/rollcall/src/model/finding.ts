import type { Given } from './resolution.ts';
import type { Range, Span } from './span.ts';
import type { SuppressionKind } from './suppression.ts';

export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Sets of severities, without a version: the newest of that name. */
export const PRESET_NAMES = ['recommended', 'strict', 'migration'] as const;
export const PRESET_IDS = ['recommended@1', 'strict@1', 'migration@1'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

/** What a rule is about. */
export const CATEGORIES = ['deployment', 'code', 'contract', 'identity'] as const;

export const ROLES = ['needed', 'given', 'sibling'] as const;

export interface Edit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a rule reports; the engine adds severity, fingerprint, docs and positions. */
export interface FindingFact {
  readonly service: string | null;
  /** The id of the deployment it is about; absent when it is about the service or the contract. Not part of a finding. */
  readonly deployment?: string;
  readonly environment: string | null;
  readonly name: string | null;
  readonly given: Given | null;
  /** One sentence: what is so. */
  readonly what: string;
  /** One sentence: why it matters, from the evidence. */
  readonly why: string;
  readonly fix: { readonly command?: string; readonly edits: readonly Edit[] };
  /** Where to look first; null when the fact has no place (a contract's name that nothing mentions). */
  readonly range: Range | null;
  readonly related: readonly { readonly role: (typeof ROLES)[number]; readonly range: Range }[];
  /** Lower than the preset's severity: a requirement met only on later use, or in an unknown environment. */
  readonly weaker?: boolean;
  /** Never more than a note, whatever the preset says: nothing that is known depends on it. */
  readonly noteOnly?: boolean;
}

/** Why a finding does not count. */
export interface SuppressedBy {
  readonly kind: SuppressionKind;
  readonly reason: string;
  /** The last day on which it holds; null: it has no end. */
  readonly until: string | null;
}

export interface Finding extends Omit<FindingFact, 'range' | 'related' | 'weaker' | 'noteOnly' | 'deployment'> {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span | null;
  readonly related: readonly { readonly role: (typeof ROLES)[number]; readonly span: Span }[];
  readonly suppressed: SuppressedBy | null;
  /** The file of the deployment that it is about, or of its place; part of the fingerprint. Empty when there is none. */
  readonly path: string;
  readonly fingerprint: string;
  readonly docsUrl: string;
}
