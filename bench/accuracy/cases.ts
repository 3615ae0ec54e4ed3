import { readFileSync } from 'node:fs';

/** A regression that happened, as a person found it in the history. */
export interface Case {
  readonly id: string;
  /** Any of these fits. */
  readonly kinds: readonly string[];
  readonly services: readonly string[];
  /** `*` with a count: that many names that are not listed. */
  readonly name: string;
  readonly count: number;
  /** The same change may be on several branches. Full ids, or the first digits of one. */
  readonly introducedBy: readonly string[];
  /** Empty: still open. */
  readonly fixedBy: readonly string[];
  /** Files concerned, in words; empty: the service has one. */
  readonly deployment: string;
  readonly need: string;
}

/** A name taken away for good: to tell it as a lapse is false. */
export interface Removal {
  readonly services: readonly string[];
  /** Empty: all of that commit's. */
  readonly names: readonly string[];
  readonly commit: string;
}

export interface Labels {
  readonly cases: readonly Case[];
  /** Neither missed when not found, nor false when found. */
  readonly doubtful: readonly Case[];
  readonly removals: readonly Removal[];
}

type Fields = { readonly [field: string]: unknown };

/** @throws Error where the file is not there, or not of the form that `labels/README.md` describes */
export function readLabels(path: string): Labels {
  const file = asFields(JSON.parse(readFileSync(path, 'utf8')));
  return {
    cases: listOf(file.rows).map(readCase),
    doubtful: listOf(file.doubtful).map(readCase),
    removals: listOf(file.removals).map((row) => ({
      services: servicesOf(row.service),
      names: namesOf(String(row.name)),
      commit: String(row.commit),
    })),
  };
}

function readCase(row: Fields): Case {
  return {
    id: String(row.id),
    kinds: [row.kind, row.kindAlso].flat().filter((kind) => typeof kind === 'string'),
    services: servicesOf(row.service),
    name: /^\S+/.exec(String(row.name))?.[0] ?? '',
    count: typeof row.count === 'number' ? row.count : 1,
    introducedBy: [...commitsOf(row.introducedBy), ...commitsOf(row.introducedByAlso)],
    fixedBy: [...commitsOf(row.fixedBy), ...commitsOf(row.fixedByAlso)],
    deployment: typeof row.deployment === 'string' ? row.deployment : '',
    need: typeof row.need === 'string' ? row.need : '',
  };
}

/** A commit is an object with its id, or the id, or a list of either; null is none. */
function commitsOf(value: unknown): string[] {
  return [value].flat().flatMap((commit) => {
    if (typeof commit === 'string') return [commit];
    return isFields(commit) ? [String(commit.commit)] : [];
  });
}

function servicesOf(value: unknown): string[] {
  return String(value).split(', ');
}

/** The names before a remark in brackets; `*` stands for all. */
function namesOf(text: string): string[] {
  return (text.split(' (')[0] ?? '').split(', ').filter((name) => name !== '*');
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(asFields) : [];
}

function asFields(value: unknown): Fields {
  if (!isFields(value)) throw new Error('a label is not an object');
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
