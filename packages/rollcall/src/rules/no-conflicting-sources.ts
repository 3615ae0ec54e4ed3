import type { FindingFact } from '../model/finding.ts';
import type { AppliedRequirement } from '../model/resolution.ts';
import { neededAt } from './evidence.ts';
import { deploy, service } from './example-files.ts';
import { sameIdentity } from './identity.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { allWords, inEnvironment } from './wording.ts';

const eitherRedis = [
  'url = os.environ.get("REDIS_URL") or os.environ.get("REDIS_HOST")',
  'if not url:',
  '    raise RuntimeError("REDIS_URL or REDIS_HOST is required")',
];

const contract = `version: 1
services:
  api:
    needs:
      add: [ { anyOf: [REDIS_URL, [REDIS_HOST, REDIS_PORT]] } ]
`;

export const rule: Rule = {
  meta: {
    id: 'no-conflicting-sources',
    category: 'deployment',
    docs: `A deployment gives both sides of an either-or, and they may disagree.

Only groups count: the contract's \`anyOf\`, and alternatives in the code, which are told more quietly since a fallback is often meant.
Sides that point to the same secret cannot disagree.`,
    examples: [
      {
        title: 'The contract says either, the deployment says both',
        files: {
          ...service('api', 'print("ready")'),
          'deploy.sh': deploy('api', '--set-env-vars=REDIS_URL=redis://a,REDIS_HOST=b,REDIS_PORT=6379'),
        },
        contract,
        findings: [{ name: 'REDIS_URL', service: 'api', what: 'both sides of an either-or' }],
      },
      {
        title: 'The code falls back from one to the other',
        files: {
          ...service('api', ...eitherRedis),
          'deploy.sh': deploy('api', '--set-secrets=REDIS_HOST=redis-host:1,REDIS_URL=redis-url:1'),
        },
        findings: [{ name: 'REDIS_HOST', service: 'api', what: 'REDIS_HOST' }],
      },
      {
        title: 'One side alone',
        files: { ...service('api', ...eitherRedis), 'deploy.sh': deploy('api', '--set-env-vars=REDIS_URL=redis://a') },
        findings: [],
      },
      {
        title: 'Both names of one secret',
        files: {
          ...service('api', ...eitherRedis),
          'deploy.sh': deploy('api', '--set-secrets=REDIS_HOST=redis:1,REDIS_URL=redis:1'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) =>
    judgedDeployments(head).flatMap((deployment) =>
      distinctGroups(deployment).flatMap((requirement) => conflict(deployment, requirement) ?? []),
    ),
};

/** One requirement for each set of alternatives: the same group may be needed in several environments. */
function distinctGroups(deployment: Judged): AppliedRequirement[] {
  const groups = new Map<string, AppliedRequirement>();
  for (const requirement of deployment.requirements) {
    if (requirement.anyOf.length < 2) continue;
    const key = JSON.stringify(requirement.anyOf.map((names) => names.join()).sort());
    const known = groups.get(key);
    if (!known || (known.from === 'code' && requirement.from === 'contract')) groups.set(key, requirement);
  }
  return [...groups.values()];
}

function conflict(deployment: Judged, requirement: AppliedRequirement): FindingFact | null {
  const sides = requirement.anyOf.filter((names) =>
    names.every((name) => deployment.given(name).because === 'binding'),
  );
  const [first, ...others] = sides;
  const name = first?.[0];
  if (!first || name === undefined || others.length === 0) return null;
  const bound = (side: readonly string[]) => side.flatMap((n) => deployment.bindings.get(n) ?? []);
  if (others.every((side) => sameIdentity(bound(first), bound(side)))) return null;
  const [main] = bound(first);
  return {
    ...subjectOf(deployment, name),
    what: `${deployment.serviceId} is given ${sides.length === 2 ? 'both sides' : 'several sides'} of an either-or${inEnvironment(deployment)}: ${sides.map(allWords).join(' / ')}.`,
    why: 'One side is enough. Where they disagree, the code decides which one holds, and the other is changed in vain.',
    fix: { edits: [] },
    range: main?.range ?? deployment.deployment.range,
    related: [
      ...others.flatMap(bound).map(({ range }) => ({ role: 'given' as const, range })),
      ...neededAt([requirement]),
    ].slice(0, 6),
    weaker: requirement.from === 'code',
  };
}
