import { localRank } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Read } from '../model/read.ts';
import type { Requirement, Resolution } from '../model/resolution.ts';
import { known } from '../model/text.ts';
import { distinct, whyNeeded } from './evidence.ts';
import { deploy, refuses, service } from './example-files.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { comparedDeployments } from './since-base.ts';
import { allWords, inEnvironment } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-lost-deployment',
    category: 'deployment',
    requires: 'base',
    docs: `A deployment that the base revision has is gone, and no deployment that is left gives the service names that it gave and that the code reads.

A script that is replaced, or that no longer does what it did, loses all names at once, and no line of it is left to look at. It is one finding for each deployment that is lost.
It is a warning, since the service may be deployed from elsewhere now; it is silent where the service's code went too, where another deployment of that environment gives the
same names or may give them, where the file deploys the service to an environment that is called otherwise, and for deployments on one's own machine.`,
    examples: [
      {
        title: 'A script is replaced by one that deploys nothing',
        against: {
          ...service('auth', refuses('SECRET_KEY'), 'print(os.environ.get("SENTRY_DSN", ""))'),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1,SENTRY_DSN=sentry:1,OLD=old:1'),
        },
        files: {
          ...service('auth', refuses('SECRET_KEY'), 'print(os.environ.get("SENTRY_DSN", ""))'),
          'deploy.sh': '#!/bin/bash\nset -e\npython tests/runner.py --mode deploy\n',
        },
        findings: [{ name: null, service: 'auth', what: 'gives it SECRET_KEY and SENTRY_DSN' }],
      },
      {
        title: 'One of two ways to deploy goes, and the other one never gave a name',
        against: {
          ...service('auth', refuses('SECRET_KEY'), refuses('LOG')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--set-env-vars=LOG=info'),
          'hotfix.sh': deploy('auth', '--clear-secrets', '--set-env-vars=LOG=info'),
        },
        files: {
          ...service('auth', refuses('SECRET_KEY'), refuses('LOG')),
          'hotfix.sh': deploy('auth', '--clear-secrets', '--set-env-vars=LOG=info'),
        },
        findings: [{ name: null, service: 'auth', what: 'deploy.sh no longer deploys auth' }],
      },
      {
        title: 'The deployment moves into another file',
        against: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--clear-env-vars'),
        },
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'scripts/release.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--clear-env-vars'),
        },
        findings: [],
      },
      {
        title: 'One of two ways to deploy goes, and the other one gives the same names',
        against: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--clear-env-vars'),
          'hotfix.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--clear-env-vars'),
        },
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--clear-env-vars'),
        },
        findings: [],
      },
      {
        title: 'The service goes with its deployment',
        against: {
          ...service('auth', refuses('SECRET_KEY')),
          ...service('shop', 'print("ready")'),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--clear-env-vars'),
          'shop.sh': deploy('shop', '--clear-secrets', '--clear-env-vars'),
        },
        files: {
          ...service('shop', 'print("ready")'),
          'shop.sh': deploy('shop', '--clear-secrets', '--clear-env-vars'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head, base }) => (base ? lostDeployments(head, base).flatMap((lost) => lossOf(head, base, lost)) : []),
};

/** Of each file, service and environment one: what only its branches tell apart is one deployment to whoever loses it. */
function lostDeployments(head: Resolution, base: Resolution): Judged[] {
  const compared = comparedDeployments(head, base);
  const kept = new Set(compared.map(({ before }) => before.id));
  const old = new Set(compared.map(({ now }) => now.id));
  const isThere = (lost: Judged): boolean =>
    judgedDeployments(head).some(
      (one) =>
        one.deployment.range.path === lost.deployment.range.path &&
        (deploysSame(one, lost) || (one.serviceId === lost.serviceId && !old.has(one.id))),
    );
  const lost = judgedDeployments(base).filter((one) => !kept.has(one.id) && isAway(one) && !isThere(one));
  const byPlace = new Map<string, Judged>();
  for (const one of lost) {
    const key = JSON.stringify([one.deployment.range.path, one.serviceId, one.deployment.environment]);
    const known = byPlace.get(key);
    if (!known || known.bindings.size < one.bindings.size) byPlace.set(key, one);
  }
  return [...byPlace.values()];
}

function lossOf(head: Resolution, base: Resolution, lost: Judged): FindingFact[] {
  const names = lostNames(head, lost);
  const code = codeLeft(head, base, lost.serviceId);
  const needs = code.requirements.filter(
    ({ level, when, anyOf }) =>
      level === 'required' && when !== 'build' && anyOf.flat().some((one) => names.includes(one)),
  );
  const needed = new Set(needs.flatMap(({ anyOf }) => anyOf.flat()));
  const reads = code.reads.filter(({ name, when }) => when !== 'build' && names.includes(name));
  const told = names.filter((name) => needed.has(name) || reads.some((read) => read.name === name));
  if (told.length === 0) return [];
  const places = reads.filter(({ range }) => isAsBefore(head, base, range.path)).map(({ range }) => range);
  return [
    {
      service: lost.serviceId,
      environment: lost.deployment.environment,
      name: null,
      given: 'no',
      what: `${lost.deployment.range.path} no longer deploys ${lost.serviceId}${inEnvironment(lost)}, and no deployment that is left gives it ${allWords(told)}.`,
      why: whyLost(base, lost.serviceId, needs, names.length - told.length),
      fix: { edits: [] },
      range: places[0] ?? null,
      related: distinct(places.slice(1)).map((range) => ({ role: 'needed' as const, range })),
    },
  ];
}

function isAway({ deployment }: Judged): boolean {
  return localRank(deployment.format) === 0;
}

/** The same deployed name. What loses a deployment may lose the name by which its service was called. */
function deploysSame(one: Judged, other: Judged): boolean {
  const name = known(one.deployment.deployedName);
  return name !== null && name === known(other.deployment.deployedName);
}

/** What it gave that no deployment of the service there gives, or may give. */
function lostNames(head: Resolution, lost: Judged): string[] {
  const { environment } = lost.deployment;
  const left = judgedDeployments(head).filter(
    (one) =>
      isAway(one) &&
      (one.serviceId === lost.serviceId || deploysSame(one, lost)) &&
      (environment === null || one.deployment.environment === null || one.deployment.environment === environment),
  );
  return [...lost.bindings.keys()]
    .filter((name) => lost.given(name).given === 'yes' && lost.given(name).because === 'binding')
    .filter((name) => left.every((deployment) => deployment.given(name).given === 'no'))
    .sort();
}

interface CodeLeft {
  readonly reads: readonly Read[];
  readonly requirements: readonly Requirement[];
}

/** The base's reads in files that still hold the name: without a deployment no service is known, though its code may be there. */
function codeLeft(head: Resolution, base: Resolution, service: string): CodeLeft {
  const isLeft = ({ name, range, via }: Read): boolean =>
    [range, ...via].some(({ path }) => head.facts.maskedText(path)?.includes(name));
  const requirements = base.requirements.filter((one) => one.service === service && one.reads.some(isLeft));
  return { reads: base.readsOf(service).filter(isLeft), requirements };
}

function isAsBefore(head: Resolution, base: Resolution, path: string): boolean {
  return head.facts.maskedText(path) === base.facts.maskedText(path);
}

function whyLost(base: Resolution, service: string, needs: readonly Requirement[], unread: number): string {
  const [first] = needs;
  const others = unread === 0 ? '' : ` Of ${unread} more that it gave, no place in the code of ${service} reads any.`;
  return `${first ? whyNeeded(first, base.facts) : `The code of ${service} reads what is lost and can do without.`}${others}`;
}
