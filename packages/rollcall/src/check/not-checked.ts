import { isPublicImage } from '../model/public-images.ts';
import type { NotChecked, NotCheckedReason } from '../model/report.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Unresolved, UnresolvedReason } from '../model/unresolved.ts';
import { rules } from '../rules/registry.generated.ts';
import { judgedDeployments, requirementState } from '../rules/requirement-state.ts';

/** Files and code that were to be read and were not, in full or in part. */
const UNREAD: ReadonlySet<UnresolvedReason> = new Set([
  'missing-object',
  'unreadable',
  'not-utf8',
  'syntax-error',
  'conflict-markers',
  'too-large',
  'symlink-outside',
  'evaluation-bound',
  'internal-error',
]);

/** How many names a sentence lists. */
const NAMES = 6;

/**
 * What a person must know was not checked. What a deployment leaves open counts where it leaves a required name open: a gap that decides
 * nothing is listed and does not matter.
 */
export function notCheckedIn(resolution: Resolution): NotChecked[] {
  return [
    ...nothingDeployed(resolution),
    ...undecided(resolution),
    ...withoutDeployment(resolution),
    ...withoutCode(resolution),
    ...unresolved(resolution),
    ...needContract(resolution),
  ];
}

function entry(reason: NotCheckedReason, text: string, more: Partial<NotChecked> = {}): NotChecked {
  return { reason, service: null, environment: null, names: 'all', text, matters: true, span: null, ...more };
}

function nothingDeployed({ facts }: Resolution): NotChecked[] {
  if (facts.deployments.length > 0) return [];
  const text =
    'No deployment was found: no `gcloud run` command in a script or workflow, no deploy-cloudrun step, no manifest of Cloud Run or Kubernetes, no compose file, no resource of Terraform or Pulumi.';
  return [entry('nothing-deployed', text)];
}

/** One line for each deployment, whatever the number of names. */
function undecided(resolution: Resolution): NotChecked[] {
  return judgedDeployments(resolution).flatMap((deployment) => {
    const open = deployment.requirements.filter(
      (requirement) => requirement.when !== 'build' && requirementState(deployment, requirement) === 'unknown',
    );
    const names = [...new Set(open.flatMap(({ anyOf }) => anyOf.flat()))]
      .filter((name) => deployment.given(name).given === 'unknown')
      .sort();
    if (names.length === 0) return [];
    const because = new Set(names.map((name) => deployment.given(name).because));
    const { environment, range } = deployment.deployment;
    const where = `${range.path}:${resolution.facts.span(range).line}`;
    const text = `${deployment.serviceId} needs ${listNames(names)}; whether ${where} gives ${names.length === 1 ? 'it' : 'them'} is not known: ${reason(because)}.`;
    const matters = open.some(({ level }) => level === 'required');
    return [
      entry('undecided', text, {
        service: deployment.serviceId,
        environment,
        names,
        matters,
        span: resolution.facts.span(range),
      }),
    ];
  });
}

function reason(because: ReadonlySet<string>): string {
  const said: string[] = [];
  if (because.has('not-listed')) said.push('what it does not list stays as it was');
  if (because.has('open')) said.push('a list was not read in full');
  if (because.has('conditional')) said.push('only some runs give it');
  return said.join('; ') || 'the deployment leaves it open';
}

function withoutDeployment(resolution: Resolution): NotChecked[] {
  const deployed = new Set(resolution.facts.deployments.map(({ service }) => service));
  const needing = new Map<string, Set<string>>();
  for (const { service, level, anyOf } of resolution.requirements) {
    if (deployed.has(service) || level !== 'required') continue;
    const names = needing.get(service) ?? new Set();
    for (const name of anyOf.flat()) names.add(name);
    needing.set(service, names);
  }
  return [...needing].map(([service, names]) =>
    entry('no-deployment', `${service} needs ${listNames([...names])}, and no deployment of it was found.`, {
      service,
      names: [...names],
    }),
  );
}

/** A service whose needs nobody knows. What the contract alone states needs no code. */
function withoutCode(resolution: Resolution): NotChecked[] {
  return resolution.facts.services.flatMap((service) => {
    const known = service.entry !== null || service.roots.length > 0 || resolution.readsOf(service.id).length > 0;
    if (known || resolution.contract?.services.get(service.id)?.needsFromCode === false) return [];
    const text = `The code of ${service.id} was not found, so what it needs is not known.`;
    return [entry('no-code', text, { service: service.id, matters: !isOfOthers(resolution, service.id) })];
  });
}

/** It runs software that others publish: nobody expects its code here. */
function isOfOthers({ facts }: Resolution, service: string): boolean {
  const own = facts.deployments.filter((deployment) => deployment.service === service);
  return own.length > 0 && own.every(({ image }) => isPublicImage(image));
}

function unresolved(resolution: Resolution): NotChecked[] {
  const grouped = new Map<string, { first: Unresolved; count: number; matters: boolean }>();
  for (const gap of resolution.facts.unresolved) {
    if (gap.reason === 'unknown-service' && coveredByCode(resolution, gap)) continue;
    const place = gap.reason === 'missing-object' ? '' : (gap.span?.path ?? gap.text);
    const key = JSON.stringify([gap.reason, gap.affects.service, gap.affects.deployment, place]);
    const group = grouped.get(key);
    if (group) group.count++;
    else grouped.set(key, { first: gap, count: 1, matters: matters(gap) });
  }
  return [...grouped.values()].map(({ first, count, matters: weighs }) =>
    entry(first.reason, sentence(first, count), {
      service: first.affects.service,
      names: first.affects.names,
      matters: weighs,
      span: first.span,
    }),
  );
}

function coveredByCode({ facts }: Resolution, { text, span }: Unresolved): boolean {
  return (
    span === null &&
    facts.services.some(({ id, roots, entry: code }) => text.endsWith(id) && code === null && roots.length === 0)
  );
}

function matters({ reason: why, affects }: Unresolved): boolean {
  if (UNREAD.has(why)) return true;
  return (why === 'dynamic-service' || why === 'unknown-service') && affects.service === null;
}

function sentence({ reason: why, text, span }: Unresolved, count: number): string {
  const where = span === null ? '' : `${span.path}:${span.line} `;
  const others = count > 1 ? ` (and ${count - 1} more)` : '';
  if (text.includes(SAID[why])) return `${where}${shorten(text)}${others}`;
  const told = span?.path === text || text === '' ? '' : `: ${shorten(text)}`;
  return `${where}${SAID[why]}${told}${others}`;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

const SAID: Readonly<Record<UnresolvedReason, string>> = {
  binary: 'holds no text',
  'conditional-binding': 'gives a name on some runs only',
  'conflict-markers': 'has conflict markers',
  'deploys-nothing': 'looks like a deployment and deploys nothing',
  'dynamic-command': 'runs a command that only run time knows',
  'dynamic-list': 'builds a list at run time',
  'dynamic-name': 'makes a name at run time',
  'dynamic-secret': 'makes a secret id at run time',
  'dynamic-service': 'deploys a service whose name only run time knows',
  'evaluation-bound': 'takes more steps than are followed',
  'internal-error': 'makes Rollcall itself fail',
  'malformed-flag': 'has a flag that cannot be read',
  'missing-object': 'an object is missing from the repository',
  'not-utf8': 'is not valid UTF-8',
  'symlink-outside': 'is a link that leads outside',
  'syntax-error': 'does not parse',
  'too-large': 'is too large to be read',
  'unread-hand-over': 'hands over to something that was not read',
  unreadable: 'cannot be read',
  'unknown-service': 'belongs to no known service',
  'unset-input': 'expands a variable that nothing sets',
};

function needContract({ hasContract }: Resolution): NotChecked[] {
  if (hasContract) return [];
  const ids = rules.filter(({ meta }) => meta.requires === 'contract').map(({ meta }) => meta.id);
  if (ids.length === 0) return [];
  return [
    entry('needs-contract', `Without a contract these rules say nothing: ${ids.join(', ')}.`, { matters: false }),
  ];
}

function listNames(names: readonly string[]): string {
  if (names.length > NAMES) return `${names.slice(0, NAMES - 1).join(', ')} and ${names.length - NAMES + 1} more`;
  return names.join(', ');
}
