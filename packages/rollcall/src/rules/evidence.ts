import type { FindingFact } from '../model/finding.ts';
import type { Read } from '../model/read.ts';
import type { AppliedRequirement, Requirement } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { anyWords } from './wording.ts';

/** How many places a finding names beside its own. */
const PLACES = 5;

/** One sentence on why a requirement is one: what the code does without the name, or what the contract says. */
export function whyNeeded(requirement: Requirement, facts: TreeFacts): string {
  const read = decidingRead(requirement);
  if (!read) return described(requirement, 'the contract asks for it');
  const scope = scopeWords(requirement);
  const at = read.level === 'hollow' ? read.range : (read.refusal ?? read.range);
  const line = `${at.path}:${facts.span(at).line}`;
  return described(
    requirement,
    `${line} ${whatTheCodeDoes(read, facts)} when it is unset${scope}${moment(requirement)}`,
  );
}

function described(requirement: Requirement, sentence: string): string {
  const critical = requirement.critical ? ', and the contract calls it critical' : '';
  const purpose = requirement.description === null ? '' : ` (${requirement.description})`;
  return `${sentence}${purpose}${critical}.`;
}

function decidingRead(requirement: Requirement): Read | null {
  const strict = requirement.reads.filter((read) => read.level === requirement.level);
  return strict.find((read) => read.refusal !== null) ?? strict[0] ?? requirement.reads[0] ?? null;
}

/** The refusal in one verb. The masked text is asked only for the exception's name. */
function whatTheCodeDoes(read: Read, facts: TreeFacts): string {
  if (read.level === 'hollow') return read.placeholder ? 'uses a placeholder' : 'uses an empty text in its place';
  const { refusal } = read;
  if (!refusal) return 'stops';
  const text = facts.maskedText(refusal.path)?.slice(refusal.start, refusal.start + 200) ?? '';
  const thrown = /^\s*(raise|throw)\b(?:[^\S\r\n]+new\b)?(?:[^\S\r\n]+([A-Za-z_][\w.]*))?/.exec(text);
  if (thrown) return `${thrown[1]}s ${isClassName(thrown[2]) ? thrown[2] : 'an error'}`;
  return /^\s*(?:sys\.|process\.|os\.)?_?exit\b/.test(text) ? 'exits' : 'stops';
}

/** By convention: a variable that holds an error says nothing. */
function isClassName(name: string | undefined): boolean {
  return /(?:^|\.)_*[A-Z]\w*$/.test(name ?? '');
}

/** ` and ENVIRONMENT is staging or production`. */
export function scopeWords(requirement: Pick<Requirement, 'only' | 'except' | 'by' | 'where'>): string {
  const subject = requirement.by ?? 'the environment';
  const only =
    requirement.only && requirement.only.length > 0 ? ` and ${subject} is ${anyWords(requirement.only)}` : '';
  const except = requirement.except.length > 0 ? ` and ${subject} is not ${anyWords(requirement.except)}` : '';
  const modes = (requirement.where ?? []).map(({ name }) => name).join(' or ');
  const mode = modes === '' ? '' : ` and ${modes} is given the word that it asks for`;
  return `${only}${except}${mode}`;
}

function moment(requirement: Requirement): string {
  if (requirement.when === 'import') return ', while it is loaded';
  return requirement.when === 'start' ? ', at its start' : '';
}

/** Where the code or the contract says that it is needed. */
export function neededAt(requirements: readonly Requirement[]): FindingFact['related'] {
  const ranges: Range[] = [];
  for (const requirement of requirements) {
    for (const read of requirement.reads) ranges.push(read.range, ...(read.refusal ? [read.refusal] : []));
    if (requirement.declaredAt) ranges.push(requirement.declaredAt);
  }
  return distinct(ranges).map((range) => ({ role: 'needed' as const, range }));
}

export function distinct(ranges: readonly Range[]): Range[] {
  const seen = new Map(ranges.map((range) => [`${range.start}-${range.end}-${range.path}`, range]));
  return [...seen.values()].slice(0, PLACES);
}

/** The requirement that says most: surely applying, critical, at start, strict. */
export function strongest(requirements: readonly AppliedRequirement[]): AppliedRequirement | null {
  const rank = (r: AppliedRequirement): number =>
    (r.applies === 'yes' ? 8 : 0) +
    (r.critical ? 4 : 0) +
    (r.when === 'import' || r.when === 'start' ? 2 : 0) +
    (r.level === 'required' ? 1 : 0);
  return [...requirements].sort((a, b) => rank(b) - rank(a))[0] ?? null;
}
