import type { Regression } from '../../packages/rollcall/src/model/history.ts';
import type { Case, Labels, Removal } from './cases.ts';

/** `found`: kind, service, name, cause and cure are right. `cause`: all but the cure. */
export type Verdict = 'found' | 'cause' | 'missed';

export interface Judged {
  readonly row: Case;
  readonly verdict: Verdict;
  /** For a row of several names: how many were found. */
  readonly names: number;
  /** Of a row that is not found: what was said of that name in that service. */
  readonly near: readonly Regression[];
}

export interface Comparison {
  readonly judged: readonly Judged[];
  /** Told, and labelled as doubtful. */
  readonly doubtful: readonly Regression[];
  /** Told as a lapse, and labelled as a removal for good. */
  readonly removals: readonly Regression[];
  /** Told, and not labelled: to be judged by hand. */
  readonly others: readonly Regression[];
}

/** Holds what was told against what is labelled. A row may be told once for each deployment that it names. */
export function compare(told: readonly Regression[], labels: Labels): Comparison {
  const used = new Set<Regression>();
  const judged = labels.cases.map((row) => judge(row, told, used));
  const rest = told.filter((regression) => !used.has(regression));
  const doubtful = rest.filter((regression) => labels.doubtful.some((row) => isDoubtful(regression, row)));
  const removals = rest.filter(
    (regression) => !doubtful.includes(regression) && labels.removals.some((removal) => isRemoval(regression, removal)),
  );
  return {
    judged,
    doubtful,
    removals,
    others: rest.filter((regression) => !doubtful.includes(regression) && !removals.includes(regression)),
  };
}

function judge(row: Case, told: readonly Regression[], used: Set<Regression>): Judged {
  const near = told.filter((regression) => isOf(regression, row.services, row.name) || isOfFlag(regression, row));
  const caused = near.filter(
    (regression) =>
      row.kinds.includes(regression.kind) &&
      isDeployedBy(regression, row.deployment) &&
      hasCause(regression, row.introducedBy),
  );
  const exact = caused.filter(({ fixedBy }) => isCure(fixedBy?.commit ?? null, row.fixedBy));
  for (const regression of exact) used.add(regression);
  const countNames = (among: readonly Regression[]): number => new Set(among.map(({ name }) => name)).size;
  const names = countNames(exact);
  if (names >= row.count) return { row, verdict: 'found', names, near: [] };
  for (const regression of caused) used.add(regression);
  return { row, verdict: countNames(caused) >= row.count ? 'cause' : 'missed', names, near };
}

/** Either commit may be right: what is doubtful is whether it is a regression at all, or which. */
function isDoubtful(regression: Regression, row: Case): boolean {
  if (!isOf(regression, row.services, row.name)) return false;
  const { fixedBy } = regression;
  return hasCause(regression, row.introducedBy) || (fixedBy !== null && isCure(fixedBy.commit, row.fixedBy));
}

function isRemoval(regression: Regression, { services, names, commit }: Removal): boolean {
  return (
    regression.kind !== 'unmet-requirement' &&
    isService(regression.service, services) &&
    (names.length === 0 || names.includes(regression.name)) &&
    hasCause(regression, [commit])
  );
}

function isOf(regression: Regression, services: readonly string[], name: string): boolean {
  return (name === '*' || regression.name === name) && isService(regression.service, services);
}

/** A service goes by the name in its deployment, which may be longer than the label's, or the reverse, or hold a hole. */
function isService(told: string, labelled: readonly string[]): boolean {
  return labelled.some((service) => told.includes(service) || service.includes(told) || told.includes('${'));
}

/** What is wrong with a flag as a whole goes by the flag's name, whatever name the entry was meant for. */
function isOfFlag({ kind, service, name }: Regression, row: Case): boolean {
  return kind === 'malformed' && /^--|^(?:env_vars|secrets)$/.test(name) && isService(service, row.services);
}

/** A row may name what is started, or the file in which the command stands. */
function isDeployedBy({ deployments, evidence }: Regression, labelled: string): boolean {
  const paths = evidence.filter((one) => one.of === 'given').map(({ path }) => path);
  return labelled === '' || [...deployments, ...paths].some((path) => labelled.includes(path));
}

function hasCause({ introducedBy, twins }: Regression, labelled: readonly string[]): boolean {
  return [introducedBy.commit, ...twins].some((commit) => isAmong(commit, labelled));
}

function isCure(commit: string | null, labelled: readonly string[]): boolean {
  return commit === null ? labelled.length === 0 : isAmong(commit, labelled);
}

/** Labels may hold only the first digits. */
export function isAmong(commit: string, labelled: readonly string[]): boolean {
  return labelled.some((id) => commit.startsWith(id));
}
