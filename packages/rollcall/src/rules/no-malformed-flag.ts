import type { MalformedItem } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution, ResolvedDeployment } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';
import type { Unresolved } from '../model/unresolved.ts';
import { deploy, refuses, service } from './example-files.ts';
import { isRepetition } from './repetition.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';

export const rule: Rule = {
  meta: {
    id: 'no-malformed-flag',
    category: 'deployment',
    docs: `A flag of a deploy command says what gcloud refuses, or what it reads otherwise than it looks.

An entry without \`=\`, a secret without a version, a delimiter that splits a value:
the deploy fails, or gives something else than was meant. In a manifest of Kubernetes: a key that the Secret or ConfigMap applied with it
does not have. What such a deployment gives is not known, so other rules are silent about it.`,
    examples: [
      {
        title: 'A secret without a version',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=secret-key'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'is malformed' }],
      },
      {
        title: 'An entry without a value',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-env-vars=SECRET_KEY'),
        },
        findings: [{ name: null, service: 'auth', what: 'is malformed' }],
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
  check: ({ head }) => {
    const items = head.deployments.flatMap((resolved) =>
      (resolved.deployment.malformed ?? [])
        .filter((item) => !isRepetition(item) && !item.reserved)
        .map((item) => malformed(resolved, item)),
    );
    const told = new Set(
      head.deployments.flatMap(({ deployment }) => deployment.malformed ?? []).map((i) => key(i.range)),
    );
    const gaps = head.facts.unresolved.filter((gap) => gap.reason === 'malformed-flag');
    return [
      ...items,
      ...gaps.filter((gap) => !gap.span || !told.has(key(gap.span))).map((gap) => malformedGap(head, gap)),
    ];
  },
};

function key(range: Range): string {
  return `${range.start}-${range.end}-${range.path}`;
}

function malformed(resolved: ResolvedDeployment, item: MalformedItem): FindingFact {
  return {
    ...subjectOf(resolved, item.name),
    what: `${item.flag} of ${resolved.deployment.service ?? 'a deployment'} is malformed: ${withoutStop(item.reason)}.`,
    why: item.refused
      ? resolved.deployment.format === 'kubernetes'
        ? 'The container does not start: it waits for the key.'
        : 'gcloud stops here, so nothing is deployed.'
      : 'gcloud goes on, and gives something else than was meant.',
    fix: { edits: [] },
    range: item.range,
    related: [{ role: 'given', range: resolved.deployment.range }],
    weaker: !item.refused,
  };
}

/** A malformed item of a file that a flag names. */
function malformedGap(head: Resolution, { affects, text, span }: Unresolved): FindingFact {
  const resolved = head.deployments.find(({ deployment }) => deployment.id === affects.deployment);
  const service = affects.service ?? resolved?.deployment.service ?? null;
  const name = affects.names === 'all' || affects.names.length !== 1 ? null : (affects.names[0] ?? null);
  return {
    ...(resolved ? subjectOf(resolved, name) : { environment: null, name, given: null }),
    service,
    what: `What is given to ${service ?? 'a deployment'} is malformed: ${withoutStop(text)}.`,
    why: 'gcloud stops here, so nothing is deployed.',
    fix: { edits: [] },
    range: span ?? resolved?.deployment.range ?? null,
    related: [],
  };
}

function withoutStop(sentence: string): string {
  return sentence.trim().replace(/\.$/, '');
}
