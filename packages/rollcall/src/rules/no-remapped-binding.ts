import type { BindingFact } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import { deploy, refuses, service } from './example-files.ts';
import { giveName } from './fix/give-name.ts';
import { proposalFrom, statedSecret } from './fix/propose-source.ts';
import { secretIdentity } from './identity.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { type Compared, comparedDeployments, readersOf } from './since-base.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-remapped-binding',
    category: 'identity',
    requires: 'base',
    docs: `The deployment gives a name from another secret than at the base revision.

Whoever else holds the old secret (a service that checks the same tokens, sessions that were signed with it) no longer agrees with this service. It is a
warning where the code reads the name, and a note where nothing does. It is silent where the change brings the name in line: where other deployments of that environment
gave the name from the new secret before and none from the old one, and where the contract names the new one. Another version of the same secret is no other secret.`,
    examples: [
      {
        title: 'A name now comes from another secret',
        against: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt-staging:1'),
        },
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=session-staging:1'),
        },
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'from secret session-staging' }],
      },
      {
        title: 'Nothing reads the name',
        against: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1,OLD_KEY=old:1'),
        },
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1,OLD_KEY=older:1'),
        },
        findings: [{ name: 'OLD_KEY', service: 'auth', what: 'was from secret old' }],
      },
      {
        title: 'The contract names the new secret',
        contract:
          'version: 1\nenvironments:\n  staging: { match: { flags: { region: us-central1 } }, secretId: "{kebab}-staging" }\nnames:\n  JWT_SECRET: { category: authentication }\nservices:\n  auth: {}\n',
        against: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=old:1'),
        },
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt-secret-staging:1'),
        },
        findings: [],
      },
      {
        title: 'All of them change together',
        against: {
          ...service('auth', refuses('JWT_SECRET')),
          ...service('api', 'print("ready")'),
          'deploy.sh': `${deploy('auth', '--set-secrets=JWT_SECRET=old:1')}${deploy('api', '--set-secrets=JWT_SECRET=old:1')}`,
        },
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          ...service('api', 'print("ready")'),
          'deploy.sh': `${deploy('auth', '--set-secrets=JWT_SECRET=jwt:1')}${deploy('api', '--set-secrets=JWT_SECRET=jwt:1')}`,
        },
        findings: [
          { name: 'JWT_SECRET', service: 'api', what: 'from secret jwt now' },
          { name: 'JWT_SECRET', service: 'auth', what: 'from secret jwt now' },
        ],
      },
      {
        title: 'Another version of the same secret',
        against: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt-staging:1'),
        },
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt-staging:2'),
        },
        findings: [],
      },
      {
        title: 'It now agrees with its sibling',
        against: {
          ...service('auth', refuses('JWT_SECRET')),
          ...service('api', refuses('JWT_SECRET')),
          'deploy.sh': `${deploy('auth', '--set-secrets=JWT_SECRET=old:1')}${deploy('api', '--set-secrets=JWT_SECRET=jwt:1')}`,
        },
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          ...service('api', refuses('JWT_SECRET')),
          'deploy.sh': `${deploy('auth', '--set-secrets=JWT_SECRET=jwt:1')}${deploy('api', '--set-secrets=JWT_SECRET=jwt:1')}`,
        },
        findings: [],
      },
      {
        title: 'A list is written in another order and over more lines',
        against: {
          ...service('auth', refuses('JWT_SECRET'), refuses('OAUTH_ID')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1,OAUTH_ID=oauth:1'),
        },
        files: {
          ...service('auth', refuses('JWT_SECRET'), refuses('OAUTH_ID')),
          'deploy.sh': `SECRETS="OAUTH_ID=oauth:1"\nSECRETS="$SECRETS,JWT_SECRET=jwt:1"\n${deploy('auth', '\\\n  --set-secrets="$SECRETS"')}`,
        },
        findings: [],
      },
    ],
  },
  check: ({ head, base }) =>
    base ? comparedDeployments(head, base).flatMap((compared) => remappedIn(head, base, compared)) : [],
};

function remappedIn(head: Resolution, base: Resolution, compared: Compared): FindingFact[] {
  const { now, before } = compared;
  return [...now.bindings.keys()].flatMap((name) => {
    const to = secretGiven(now, name);
    const from = secretGiven(before, name);
    if (!to || !from || secretIdentity(to) === secretIdentity(from) || isAgreed(base, before, name, to, from))
      return [];
    if (isStated(head, now, name, to)) return [];
    return [remapped(head, now, name, to, from)];
  });
}

/** The one secret that a name surely comes from, where its id is known. */
function secretGiven(deployment: Judged, name: string): BindingFact | null {
  const { given, because, bindings } = deployment.given(name);
  const [first, ...others] = bindings.filter(({ target }) => target === 'env');
  if (given !== 'yes' || because !== 'binding' || !first || secretIdentity(first) === null) return null;
  return others.every((other) => secretIdentity(other) === secretIdentity(first)) ? first : null;
}

/** Whether others of the same environment gave the name from the new secret all along, and nobody from the old one. */
function isAgreed(base: Resolution, before: Judged, name: string, to: BindingFact, from: BindingFact): boolean {
  const others = judgedDeployments(base).filter(
    (other) => other.id !== before.id && other.deployment.environment === before.deployment.environment,
  );
  const identities = new Set(others.map((other) => secretGiven(other, name)).map((one) => one && secretIdentity(one)));
  return identities.has(secretIdentity(to)) && !identities.has(secretIdentity(from));
}

/** Whether the contract names the new secret. */
function isStated(head: Resolution, now: Judged, name: string, to: BindingFact): boolean {
  const stated = statedSecret(head, now, name);
  return stated !== null && to.source.kind === 'secret' && to.source.secret === stated;
}

function remapped(head: Resolution, now: Judged, name: string, to: BindingFact, from: BindingFact): FindingFact {
  const readers = readersOf(head, now, name);
  const [first] = readers;
  const proposal = proposalFrom([from]);
  return {
    ...subjectOf(now, name),
    what: `${name} is given to ${now.serviceId}${inEnvironment(now)} from ${secretWords(to)} now, and was from ${secretWords(from)} at the base.`,
    why: first
      ? `${first.range.path}:${head.facts.span(first.range).line} reads it; what was made with the old secret, or shares it, no longer agrees.`
      : `No place in the code of ${now.serviceId} reads it.`,
    fix: proposal ? giveName(head, now, name, proposal) : { edits: [] },
    range: to.range,
    related: readers.map(({ range }) => ({ role: 'needed' as const, range })),
    ...(first ? {} : { noteOnly: true }),
  };
}

function secretWords({ source }: BindingFact): string {
  if (source.kind !== 'secret') return 'a plain value';
  return source.project === null ? `secret ${source.secret}` : `secret ${source.secret} of project ${source.project}`;
}
