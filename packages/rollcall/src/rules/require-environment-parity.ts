import { localRank } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Read } from '../model/read.ts';
import type { Resolution } from '../model/resolution.ts';
import { contractName } from '../resolve/code-requirements.ts';
import { applies } from '../resolve/conditions.ts';
import { deploy, refuses, service } from './example-files.ts';
import { giveName } from './fix/give-name.ts';
import { proposeSource } from './fix/propose-source.ts';
import { groupBy } from './group.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { allWords, inEnvironment, theDeployment } from './wording.ts';

const contract = `version: 1
environments:
  staging: { match: { flags: { project: acme-staging } } }
  production: { match: { flags: { project: acme-prod } } }
names:
  REDIS_URL: { critical: true }
  LOG: { description: How much is logged }
services:
  auth: {}
`;

const reads = 'cache, log = os.environ.get("REDIS_URL"), os.environ.get("LOG")';

const scripts = (staging: string, production: string): Record<string, string> => ({
  'staging.sh': deploy('auth', '--project=acme-staging', `--set-env-vars=${staging}`, '--clear-secrets'),
  'production.sh': deploy('auth', '--project=acme-prod', `--set-env-vars=${production}`, '--clear-secrets'),
});

export const rule: Rule = {
  meta: {
    id: 'require-environment-parity',
    category: 'deployment',
    requires: 'contract',
    docs: `A name that the service cannot do without is given in one environment, and its deployment to another does not give it.

The service cannot do without a name that the contract calls critical, or that its code refuses to go on without somewhere. Where the code
refuses in the other environment too, \`no-missing-binding\` speaks; this rule is for what it cannot see: the code copes there with the lack, and
quietly does something else than it does in the first environment. It is weaker where the contract does not call the name critical. It compares deployments whose environments the contract tells. It is
silent where the other deployment's list may hold more, where the code does not read the name there, where the contract drops or retires the
name, and about deployments on somebody's machine.`,
    examples: [
      {
        title: 'Critical, and production goes without',
        files: { ...service('auth', reads), ...scripts('REDIS_URL=redis,LOG=info', 'LOG=info') },
        contract,
        findings: [
          { name: 'REDIS_URL', service: 'auth', what: 'is given REDIS_URL in staging, and not in production' },
        ],
      },
      {
        title: 'A default takes its place in production',
        files: {
          ...service('auth', 'cache = os.environ.get("REDIS_URL", "redis://localhost")'),
          ...scripts('REDIS_URL=redis,LOG=info', 'LOG=info'),
        },
        contract,
        findings: [{ name: 'REDIS_URL', service: 'auth', what: 'REDIS_URL' }],
      },
      {
        title: 'Given in both',
        files: { ...service('auth', reads), ...scripts('REDIS_URL=redis', 'REDIS_URL=redis') },
        contract,
        findings: [],
      },
      {
        title: 'A setting that nobody calls critical',
        files: { ...service('auth', 'print(os.environ.get("TRACE"))'), ...scripts('TRACE=1,LOG=info', 'LOG=info') },
        contract,
        findings: [],
      },
      {
        title: 'The code refuses to start without it: that is a missing name',
        files: { ...service('auth', refuses('REDIS_URL')), ...scripts('REDIS_URL=redis,LOG=info', 'LOG=info') },
        contract,
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    const comparable = judgedDeployments(head).filter(
      ({ deployment: { environment, format } }) => environment !== null && localRank(format) === 0,
    );
    const services = groupBy(comparable, ({ serviceId, deployment: { workload, container } }) =>
      JSON.stringify([serviceId, workload, container]),
    );
    return [...services.values()].flatMap((members) => lacksAmong(head, members));
  },
};

function lacksAmong(head: Resolution, members: readonly Judged[]): FindingFact[] {
  const [first] = members;
  if (!first) return [];
  const read = groupBy(head.readsOf(first.serviceId), ({ name }) => name);
  return [...read].flatMap(([name, places]) => {
    if (!isIndispensable(head, name, places) || isExcused(head, first.serviceId, name)) return [];
    const givers = members.filter((member) => member.given(name).because === 'binding');
    return members.flatMap((member) => {
      const elsewhere = givers.filter((giver) => giver.deployment.environment !== member.deployment.environment);
      const here = givers.some((giver) => giver.deployment.environment === member.deployment.environment);
      const own = places.filter((place) => isReadIn(head, member, place));
      const lacks = member.given(name).given === 'no' && own.length > 0 && !here && !isAskedFor(member, name);
      return lacks && elsewhere.length > 0 ? [lack(head, member, name, own, elsewhere)] : [];
    });
  });
}

/** Critical by the contract; or without it the code stops, in some environment and in whatever mode. */
function isIndispensable(head: Resolution, name: string, places: readonly Read[]): boolean {
  const stops = places.some(
    ({ level, group, when, unless = [], where = [] }) =>
      level === 'required' && group === null && when !== 'build' && unless.length === 0 && where.length === 0,
  );
  return contractName(head.contract, name)?.critical === true || stops;
}

function isExcused(head: Resolution, service: string, name: string): boolean {
  const stated = head.contract?.services.get(service);
  return [...(stated?.drop ?? []), ...(stated?.retired ?? [])].some((excuse) => excuse.name === name);
}

function isReadIn(head: Resolution, { deployment, given }: Judged, read: Read): boolean {
  const place = { ...deployment, lacks: (name: string) => given(name).given === 'no' };
  return read.when !== 'build' && read.level !== 'required' && applies(read, place, head.contract) !== 'no';
}

/** Some requirement of it, or of a group that it is in, holds here: the rules about needs decide. */
function isAskedFor({ requirements }: Judged, name: string): boolean {
  return requirements.some(({ anyOf }) => anyOf.flat().includes(name));
}

function lack(
  head: Resolution,
  member: Judged,
  name: string,
  own: readonly Read[],
  givers: readonly Judged[],
): FindingFact {
  const environments = [...new Set(givers.flatMap(({ deployment }) => deployment.environment ?? []))].sort();
  const there = givers.flatMap((giver) => giver.given(name).bindings);
  const stated = proposeSource(head, member, name);
  const proposal = there.every(({ source }) => source.kind === 'value') ? ({ kind: 'value' } as const) : stated;
  return {
    ...subjectOf(member, name),
    what: `${member.serviceId} is given ${name} in ${allWords(environments)}, and not${inEnvironment(member)}: ${theDeployment(member)} does not list it.`,
    why: contractName(head.contract, name)?.critical
      ? 'The contract calls it critical, and the code goes on without it, with something else in its place.'
      : 'Elsewhere the code refuses to go on without it; here it goes on, with something else in its place.',
    fix: giveName(head, member, name, proposal),
    range: member.deployment.range,
    weaker: contractName(head.contract, name)?.critical !== true,
    related: [
      ...own.slice(0, 2).map(({ range }) => ({ role: 'needed' as const, range })),
      ...there.slice(0, 3).map(({ range }) => ({ role: 'sibling' as const, range })),
    ],
  };
}
