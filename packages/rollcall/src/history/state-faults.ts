import type { BindingFact } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Read } from '../model/read.ts';
import type { AppliedRequirement, Resolution } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';
import { rules } from '../rules/registry.generated.ts';
import { isRepetition } from '../rules/repetition.ts';
import { atStart, type Judged, missingNames, requirementState } from '../rules/requirement-state.ts';
import { isSameTarget } from '../rules/same-target.ts';
import type { Fault, Locate } from './state.ts';

/** How sure it is that a script takes away what it has set itself. */
export const OWN_DOING = 0.95;

/** A rule's finding, and what is wrong while it is there. */
export type FoundFault = readonly [kind: Fault['kind'], finding: FindingFact];

/** Rules whose findings are states of a deployment that begin and end. */
const FAULTS: ReadonlyMap<string, Fault['kind']> = new Map([
  ['no-closing-set', 'wiped'],
  ['no-malformed-flag', 'malformed'],
]);

export function findingsAsFaults(resolution: Resolution): readonly FoundFault[] {
  return rules.flatMap((rule) => {
    const kind = FAULTS.get(rule.meta.id);
    return kind ? rule.check({ head: resolution }).map((finding) => [kind, finding] as const) : [];
  });
}

/** What is wrong with the names of one deployment, by kind and name. */
export function faultsOf(
  judged: Judged,
  all: readonly Judged[],
  findings: readonly FoundFault[],
  span: Locate,
): ReadonlyMap<string, Fault> {
  const faults = new Map<string, Fault>();
  const beside = all.filter((other) => other !== judged && isSameTarget(judged, other));
  for (const [name, bindings] of judged.bindings) {
    const conflict = typeConflict(bindings, span) ?? conflictBeside(judged, name, bindings, beside, span);
    if (conflict) faults.set(`type-conflict ${name}`, conflict);
  }
  for (const [name, fault] of unmetNeeds(judged, beside, span)) faults.set(`unmet-requirement ${name}`, fault);
  for (const [kind, finding] of findings) {
    if (finding.deployment !== judged.id || finding.name === null) continue;
    faults.set(`${kind} ${finding.name}`, faultOf(kind, finding.range, confidenceOfFinding(kind, finding, all), span));
  }
  for (const { name, flag, refused, range } of unnamedItems(judged))
    if (name === null) faults.set(`malformed ${flag}`, faultOf('malformed', range, refused ? 0.9 : 0.6, span));
  return faults;
}

/** What a script sets and then takes away itself is as good as seen, whoever reads it. */
function confidenceOfFinding(
  kind: Fault['kind'],
  { related, deployment: id, name, weaker }: FindingFact,
  all: readonly Judged[],
): number {
  const closing = all.find((one) => one.id === id)?.deployment;
  const [giver] = related;
  const own = all.some(
    ({ deployment: one, bindings }) =>
      one.id !== id &&
      one.entry === closing?.entry &&
      one.closes.length > 0 &&
      (bindings.get(name ?? '') ?? []).some(
        ({ range }) => range.path === giver?.range.path && range.start === giver.range.start,
      ),
  );
  if (kind === 'wiped' && own) return OWN_DOING;
  return weaker ? 0.6 : 0.9;
}

function faultOf(kind: Fault['kind'], range: Range | null, confidence: number, span: Locate): Fault {
  return {
    kind,
    doubtful: false,
    unlisted: false,
    environments: [],
    confidence,
    needed: null,
    given: range && span(range),
  };
}

/** Items of which it is not known what name they were meant for; the flag stands for it, since their text may be a part of a value. */
function unnamedItems({ deployment }: Judged): NonNullable<Judged['deployment']['malformed']> {
  return (deployment.malformed ?? []).filter((item) => item.name === null && !isRepetition(item));
}

/** A name that is a secret and a plain value at once; where one of them is only given by some runs, by those. */
function typeConflict(bindings: readonly BindingFact[], span: Locate): Fault | null {
  const variables = bindings.filter(({ target }) => target === 'env');
  const value = variables.find(({ source }) => source.kind === 'value');
  const secret = variables.find(({ source }) => source.kind === 'secret');
  if (!value || !secret || (value.conditional && secret.conditional)) return null;
  return faultOf('type-conflict', value.range, value.conditional || secret.conditional ? 0.7 : 0.95, span);
}

/**
 * A name that this deployment gives as one type and another one of the same service as the other: whichever comes second is refused. A
 * manifest states everything anew, and a name that is removed first may change its type. Which of them are still used is not known.
 */
function conflictBeside(
  { deployment }: Judged,
  name: string,
  bindings: readonly BindingFact[],
  beside: readonly Judged[],
  span: Locate,
): Fault | null {
  const own = bindings.find((binding) => binding.target === 'env' && !binding.conditional);
  if (!own || deployment.mode === 'declare') return null;
  if (deployment.bindings.some((one) => one.name === name && one.operation === 'remove')) return null;
  const isOtherType = (one: BindingFact): boolean =>
    one.target === 'env' && !one.conditional && one.source.kind !== own.source.kind;
  if (!beside.some((other) => other.bindings.get(name)?.every(isOtherType))) return null;
  return { ...faultOf('type-conflict', own.range, 0.7, span), doubtful: true };
}

function unmetNeeds(judged: Judged, beside: readonly Judged[], span: Locate): ReadonlyMap<string, Fault> {
  const unmet = new Map<string, Fault>();
  for (const requirement of judged.requirements) {
    if (requirement.level !== 'required' || requirement.when === 'build') continue;
    for (const { name, unlisted } of lackingNames(judged, requirement, beside)) {
      // What is refused on later use may never be used, unless another deployment gives it; a list that stays as it was may hold the name.
      const unused = !atStart(requirement) && !beside.some((other) => isGivenBy(other, name));
      const read = plainestRead(requirement.reads.filter((one) => one.name === name)) ?? requirement.reads[0];
      if (!read) continue;
      const before = unmet.get(name);
      const environments = [...new Set([...(before?.environments ?? []), ...(requirement.only ?? [])])].sort();
      const confidence = Math.max(before?.confidence ?? 0, confidenceOf(requirement));
      unmet.set(name, {
        kind: 'unmet-requirement',
        doubtful: (unlisted || unused) && before?.doubtful !== false,
        unlisted: (unlisted && atStart(requirement)) || before?.unlisted === true,
        environments,
        confidence: unlisted ? Math.min(confidence, 0.6) : confidence,
        needed: span(read.range),
        given: span(judged.deployment.range),
      });
    }
  }
  return unmet;
}

/** Of several reads the one that shows best that the name is required: it refuses, and before anyone calls the service. */
function plainestRead(reads: readonly Read[]): Read | undefined {
  const rank = ({ level, when }: Read): number =>
    (level === 'required' ? 0 : 2) + (when === 'import' || when === 'start' ? 0 : 1);
  return [...reads].sort((a, b) => rank(a) - rank(b))[0];
}

/** A refusal at the start in this deployment's environment is as good as seen; later, or in another environment, it may never happen. */
function confidenceOf(requirement: AppliedRequirement): number {
  const certain = requirement.applies === 'yes';
  if (atStart(requirement)) return certain ? 0.98 : 0.8;
  return certain ? 0.8 : 0.6;
}

interface Lacking {
  readonly name: string;
  readonly unlisted: boolean;
}

/** The names that would have to be given. */
function lackingNames(judged: Judged, requirement: AppliedRequirement, beside: readonly Judged[]): readonly Lacking[] {
  if (requirement.anyOf.length > 1) return lackingOfGroup(judged, requirement, beside);
  const missing = missingNames(judged, requirement);
  const unlisted = requirement.anyOf.flat().filter((name) => isUnlisted(judged, name));
  return [
    ...missing.map((name) => ({ name, unlisted: false })),
    ...(judged.deployment.open ? [] : unlisted.map((name) => ({ name, unlisted: true }))),
  ];
}

/**
 * Of alternatives one stands for all: the one that another deployment of the service gives, else the first in order. Where the others may only
 * be there because a list stays as it was, and nothing gives them to the service, they are not counted on.
 */
function lackingOfGroup(
  judged: Judged,
  requirement: AppliedRequirement,
  beside: readonly Judged[],
): readonly Lacking[] {
  const state = requirementState(judged, requirement);
  if (state === 'yes') return [];
  const names = requirement.anyOf.flat();
  const wanted = names.find((name) => beside.some((other) => isGivenBy(other, name)));
  if (state === 'no')
    return [wanted ?? names[0]].flatMap((name) => (name === undefined ? [] : [{ name, unlisted: false }]));
  if (wanted === undefined || judged.deployment.open || judged.given(wanted).given !== 'no') return [];
  const others = names.filter((name) => name !== wanted && judged.given(name).given !== 'no');
  const isAbsent = (name: string): boolean =>
    isUnlisted(judged, name) && !beside.some((other) => other.given(name).given === 'yes');
  return others.every(isAbsent) ? [{ name: wanted, unlisted: false }] : [];
}

function isGivenBy({ bindings }: Judged, name: string): boolean {
  return (bindings.get(name) ?? []).some(({ target, conditional }) => target === 'env' && !conditional);
}

/** It does not list the name, in a list that stays as it was but for what it does list. */
function isUnlisted(judged: Judged, name: string): boolean {
  const { given, because } = judged.given(name);
  return given === 'unknown' && because === 'not-listed';
}
