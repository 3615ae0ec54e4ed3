import type { ContractFacts, ContractNeed, ContractService, Excuse, Suppression } from '../model/contract-facts.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';

/** One thing that a contract asks no longer. */
export interface Weakening {
  readonly service: string | null;
  readonly environment: string | null;
  readonly name: string | null;
  /** What the contract does: the rest of a sentence. */
  readonly what: string;
  /** The code has no use for what was asked. */
  readonly isBorneOut: boolean;
  /** The line of the newer contract that does it; null where something is not there any more. */
  readonly range: Range | null;
}

type Told = Pick<Weakening, 'what'> & Partial<Weakening>;

function weakening(told: Told): Weakening {
  return { service: null, environment: null, name: null, isBorneOut: false, range: null, ...told };
}

/**
 * What a contract asks less than the one before it. The order in which things are written, and what it asks more, count for nothing.
 * @param head the newer contract's tree, whose code and services may bear a weakening out
 */
export function weakenings(before: ContractFacts, now: ContractFacts, head: Resolution): Weakening[] {
  return [
    ...weakerPreset(before, now),
    ...weakerEnvironments(before, now),
    ...weakerNames(before, now, head),
    ...[...before.services.values()].flatMap((service) => weakerService(service, before, now, head)),
    ...newSuppressions(before, now),
  ];
}

/** How much a preset lets through: the more, the later. */
const LENIENT: readonly string[] = ['strict', 'recommended', 'migration'];

function weakerPreset(before: ContractFacts, now: ContractFacts): Weakening[] {
  const [was, is] = [before.preset, now.preset].map((preset) => (preset ?? 'recommended').split('@')[0] ?? '');
  const [earlier, later] = [was, is].map((name) => LENIENT.indexOf(name ?? ''));
  return (later ?? 0) > (earlier ?? 0) ? [weakening({ what: `asks for the preset ${is} and asked for ${was}` })] : [];
}

function weakerEnvironments(before: ContractFacts, now: ContractFacts): Weakening[] {
  return [...before.environments.values()].flatMap((was) => {
    const environment = was.id;
    const is = now.environments.get(environment);
    if (!is) return [weakening({ what: `no longer knows the environment ${environment}` })];
    if (was.versions !== 'pinned' || is.versions === 'pinned') return [];
    const what = `no longer asks for pinned versions in ${environment}`;
    return [weakening({ environment, what, range: is.declaredAt })];
  });
}

function weakerNames(before: ContractFacts, now: ContractFacts, head: Resolution): Weakening[] {
  return [...before.names.values()].flatMap((was) => {
    const { name } = was;
    const is = now.names.get(name);
    const isBorneOut = !head.facts.reads.some((read) => read.name === name);
    const range = is?.declaredAt ?? null;
    const told: Weakening[] = [];
    if (was.critical && !is?.critical)
      told.push(weakening({ name, range, isBorneOut, what: `no longer calls ${name} critical` }));
    if (was.sameSecretAs !== null && (is?.sameSecretAs ?? null) === null)
      told.push(
        weakening({
          name,
          range,
          isBorneOut,
          what: `no longer says that ${name} is the same secret as ${was.sameSecretAs}`,
        }),
      );
    return told;
  });
}

function weakerService(was: ContractService, before: ContractFacts, now: ContractFacts, head: Resolution): Weakening[] {
  const { id: service } = was;
  const is = now.services.get(service);
  if (!is) {
    const isBorneOut = !head.facts.services.some(({ id, aliases }) => id === service || aliases.includes(service));
    return [weakening({ service, isBorneOut, what: `no longer knows the service ${service}` })];
  }
  const reads = new Set(head.readsOf(service).map(({ name }) => name));
  const newly = (own: readonly Excuse[], earlier: readonly Excuse[], say: (name: string) => string): Weakening[] =>
    own
      .filter((entry) => !earlier.some((other) => other.name === entry.name && !endsBefore(other, entry)))
      .map(({ name, declaredAt }) =>
        weakening({ service, name, range: declaredAt, isBorneOut: !reads.has(name), what: say(name) }),
      );
  const retired = newly(is.retired, was.retired, (name) => `retires ${name} of ${service}`);
  const excused = [
    ...newly(is.drop, was.drop, (name) => `drops the need of ${service} for ${name}`),
    ...retired,
    ...newly(is.given, was.given, (name) => `says that ${name} is given to ${service} by somebody else`),
  ];
  const told = new Set(excused.map(({ name }) => name));
  return [
    ...(was.needsFromCode && !is.needsFromCode
      ? [weakening({ service, range: is.declaredAt, what: `no longer takes the needs of ${service} from its code` })]
      : []),
    ...weakerNeeds(was, is, before, reads).filter(({ name }) => !told.has(name)),
    ...excused,
  ];
}

function weakerNeeds(
  was: ContractService,
  is: ContractService,
  before: ContractFacts,
  reads: ReadonlySet<string>,
): Weakening[] {
  const { id: service } = was;
  return was.add.flatMap((need) => {
    const names = need.anyOf.flat();
    const name = names.length === 1 ? (names[0] ?? null) : null;
    const isBorneOut = !names.some((one) => reads.has(one));
    const told = need.anyOf.map((all) => all.join(' and ')).join(' or ');
    const same = is.add.filter((other) => isAsStrict(other, need));
    if (same.length === 0)
      return [weakening({ service, name, isBorneOut, what: `no longer says that ${service} needs ${told}` })];
    const lost = lostEnvironments(need, same);
    const range = same[0]?.declaredAt ?? null;
    if (lost) {
      const what = `says that ${service} needs ${told} in fewer environments`;
      return [weakening({ service, name, range, isBorneOut, what })];
    }
    // A need of one name is critical with its name, which is told once for all services.
    const own = name === null || before.names.get(name)?.critical !== true;
    const isLess = own && need.critical && !same.some(({ critical }) => critical);
    const what = `no longer calls ${told} critical for ${service}`;
    return isLess ? [weakening({ service, name, range, isBorneOut, what })] : [];
  });
}

/** Whoever meets this need meets the other too: each of its alternatives holds one of the other's. */
function isAsStrict(one: ContractNeed, other: ContractNeed): boolean {
  return one.anyOf.every((all) => other.anyOf.some((asked) => asked.every((name) => all.includes(name))));
}

function lostEnvironments(need: ContractNeed, same: readonly ContractNeed[]): boolean {
  if (same.some(({ only }) => only === null)) return false;
  if (need.only === null) return true;
  const held = new Set(same.flatMap(({ only }) => only ?? []));
  return need.only.some((environment) => !held.has(environment));
}

function newSuppressions(before: ContractFacts, now: ContractFacts): Weakening[] {
  return now.suppressions
    .filter((own) => !before.suppressions.some((other) => covers(other, own)))
    .map((own) => {
      const { rule, service, name, environment, declaredAt } = own;
      const about = [service, name, environment].filter((part) => part !== null).join(' ');
      const until = own.until === null ? '' : ` until ${own.until}`;
      const what = `silences ${rule}${about === '' ? '' : ` about ${about}`}${until}`;
      return weakening({ service, name, environment, range: declaredAt, what });
    });
}

function covers(other: Suppression, own: Suppression): boolean {
  const holds = (wide: string | null, narrow: string | null): boolean => wide === null || wide === narrow;
  return (
    other.rule === own.rule &&
    holds(other.service, own.service) &&
    holds(other.name, own.name) &&
    holds(other.environment, own.environment) &&
    !endsBefore(other, own)
  );
}

function endsBefore(other: { readonly until: string | null }, own: { readonly until: string | null }): boolean {
  return other.until !== null && (own.until === null || own.until > other.until);
}
