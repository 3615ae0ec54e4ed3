import type { FindingFact } from '../model/finding.ts';
import type { Read } from '../model/read.ts';
import type { Resolution } from '../model/resolution.ts';
import { applies, type Place } from '../resolve/conditions.ts';
import { deploy, refuses, service } from './example-files.ts';
import { giveName } from './fix/give-name.ts';
import { groupBy, groupPairs } from './group.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { allWords, inEnvironment, theDeployment } from './wording.ts';

const reads = (name: string): string => `print(os.environ.get("${name}"))`;

export const rule: Rule = {
  meta: {
    id: 'require-sibling-parity',
    category: 'deployment',
    docs: `Services that one script deploys need a name and are given it; this one's code reads it too, and it alone lacks it.

The code copes without the name (else \`no-missing-binding\` speaks), so nothing fails at once: the service quietly does
something else than its siblings. It is weaker where the code has a default of its own, and silent where the list may hold more, or where
another sibling that reads the name lacks it as well.`,
    examples: [
      {
        title: 'One of two services was forgotten',
        files: {
          ...service('auth', refuses('SERVICE_SECRET')),
          ...service('backend', reads('SERVICE_SECRET')),
          'deploy.sh':
            deploy('auth', '--set-secrets=SERVICE_SECRET=service:1', '--clear-env-vars') +
            deploy('backend', '--clear-env-vars', '--clear-secrets'),
        },
        findings: [{ name: 'SERVICE_SECRET', service: 'backend', what: 'backend reads SERVICE_SECRET' }],
      },
      {
        title: 'A default hides it',
        files: {
          ...service('auth', refuses('REDIS_HOST')),
          ...service('backend', 'print(os.environ.get("REDIS_HOST", "localhost"))'),
          'deploy.sh':
            deploy('auth', '--set-env-vars=REDIS_HOST=10.0.0.3', '--clear-secrets') +
            deploy('backend', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [{ name: 'REDIS_HOST', service: 'backend', what: 'auth' }],
      },
      {
        title: 'The other service does not read it',
        files: {
          ...service('auth', refuses('SERVICE_SECRET')),
          ...service('backend', reads('LOG')),
          'deploy.sh':
            deploy('auth', '--set-secrets=SERVICE_SECRET=service:1', '--clear-env-vars') +
            deploy('backend', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [],
      },
      {
        title: 'The sibling copes without it as well, so it is a choice',
        files: {
          ...service('auth', reads('SERVICE_SECRET')),
          ...service('backend', reads('SERVICE_SECRET')),
          'deploy.sh':
            deploy('auth', '--set-secrets=SERVICE_SECRET=service:1', '--clear-env-vars') +
            deploy('backend', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    const families = groupBy(judgedDeployments(head), ({ deployment: { entry, environment } }) =>
      JSON.stringify([entry, environment]),
    );
    return [...families.values()].flatMap((members) => {
      const readers = readersOf(head, members);
      return members.flatMap((deployment) => lacksIn(head, deployment, readers));
    });
  },
};

/** Which of one script's deployments have code that reads a name. */
function readersOf(head: Resolution, members: readonly Judged[]): ReadonlyMap<string, readonly Judged[]> {
  const namesOf = (member: Judged) => new Set(head.readsOf(member.serviceId).map((read) => read.name));
  return groupPairs(members.flatMap((member) => [...namesOf(member)].map((name) => [name, member] as const)));
}

function lacksIn(head: Resolution, deployment: Judged, readers: ReadonlyMap<string, readonly Judged[]>): FindingFact[] {
  const lacking = head
    .readsOf(deployment.serviceId)
    .filter(
      (read) =>
        deployment.given(read.name).given === 'no' && applies(read, placeOf(deployment), head.contract) !== 'no',
    );
  return [...groupBy(lacking, ({ name }) => name)].flatMap(([name, own]) => {
    if (isExcused(head, deployment.serviceId, name)) return [];
    const siblings = (readers.get(name) ?? []).filter((other) => other.serviceId !== deployment.serviceId);
    const given = siblings.filter((sibling) => sibling.given(name).because === 'binding');
    const needing = given.filter((sibling) => needs(sibling, name));
    return needing.length > 0 && given.length === siblings.length ? [lack(head, deployment, name, own, needing)] : [];
  });
}

function placeOf({ deployment, given }: Judged): Place {
  return { ...deployment, lacks: (name) => given(name).given === 'no' };
}

function needs(deployment: Judged, name: string): boolean {
  return deployment.requirements.some((r) => r.anyOf.length === 1 && r.anyOf[0]?.includes(name));
}

function isExcused(head: Resolution, service: string, name: string): boolean {
  const stated = head.contract?.services.get(service);
  return [...(stated?.drop ?? []), ...(stated?.retired ?? [])].some((excuse) => excuse.name === name);
}

function lack(
  head: Resolution,
  deployment: Judged,
  name: string,
  own: readonly Read[],
  siblings: readonly Judged[],
): FindingFact {
  const names = allWords([...new Set(siblings.map((sibling) => sibling.serviceId))]);
  return {
    ...subjectOf(deployment, name),
    what: `${deployment.serviceId} reads ${name}, and ${theDeployment(deployment)}${inEnvironment(deployment)} gives it to ${names} alone.`,
    why: `${names} cannot do without it; ${deployment.serviceId} goes on, with something else in its place.`,
    fix: giveName(head, deployment, name),
    range: deployment.deployment.range,
    related: [
      ...own.slice(0, 2).map(({ range }) => ({ role: 'needed' as const, range })),
      ...siblings.flatMap((sibling) =>
        (sibling.bindings.get(name) ?? []).map(({ range }) => ({ role: 'sibling' as const, range })),
      ),
    ].slice(0, 6),
    weaker: own.every((read) => read.level === 'defaulted'),
  };
}
