import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Unresolved } from '../model/unresolved.ts';
import { deploy, refuses, service } from './example-files.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  meta: {
    id: 'no-malformed-flag',
    category: 'deployment',
    docs: `A flag of a deploy command says what gcloud refuses, or what it reads otherwise than it looks.

An entry without \`=\`, a secret without a version, a delimiter that splits a value: the deploy fails, or gives
something else than was meant. What such a deployment gives is not known, so other rules are silent about it.`,
    examples: [
      {
        title: 'A secret without a version',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=secret-key'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'gcloud' }],
      },
      {
        title: 'An entry without a value',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-env-vars=SECRET_KEY'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'gcloud' }],
      },
      {
        title: 'Another delimiter lets values hold commas',
        files: {
          ...service('auth', refuses('HOSTS')),
          'deploy.sh': deploy('auth', '"--set-env-vars=^;^HOSTS=a,b;LOG=info"'),
        },
        findings: [],
      },
      {
        title: 'Well-formed lists',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=secret-key:latest', '--set-env-vars=LOG=info'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) =>
    head.facts.unresolved.filter((gap) => gap.reason === 'malformed-flag').map((gap) => malformed(head, gap)),
};

function malformed(head: Resolution, { affects, text, span }: Unresolved): FindingFact {
  const resolved = head.deployments.find(({ deployment }) => deployment.id === affects.deployment);
  const service = affects.service ?? resolved?.deployment.service ?? null;
  const name = affects.names === 'all' || affects.names.length !== 1 ? null : (affects.names[0] ?? null);
  return {
    service,
    environment: resolved?.deployment.environment ?? null,
    ...(resolved ? { deployment: resolved.deployment.id } : {}),
    name,
    given: name === null ? null : (resolved?.given(name).given ?? null),
    what: `gcloud does not take this flag${service === null ? '' : ` of ${service}`}: ${text.replace(/\.$/, '')}.`,
    why: 'The deploy fails, or gives something else than was meant.',
    fix: { edits: [] },
    range: span ?? resolved?.deployment.range ?? null,
    related: [],
  };
}
