import type { FindingFact } from '../model/finding.ts';
import type { AppliedRequirement, Resolution } from '../model/resolution.ts';
import { deploy, service } from './example-files.ts';
import { atStart, type Judged, judgedDeployments, requirementState } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { lackOf } from './subject.ts';
import { allWords, anyWords, inEnvironment, theDeployment } from './wording.ts';

const eitherRedis = [
  'url = os.environ.get("REDIS_URL") or os.environ.get("REDIS_HOST")',
  'if not url:',
  '    raise RuntimeError("REDIS_URL or REDIS_HOST is required")',
];

export const rule: Rule = {
  meta: {
    id: 'require-any-of',
    category: 'deployment',
    docs: `A service needs one of several names, or sets of names, and its deployment gives no side in full: none of them, or half of one.

The groups come from the code (\`A or B\`, then a refusal) and from the contract (\`anyOf\`). One side that is given, or that may be
given, is enough for silence.`,
    examples: [
      {
        title: 'Neither side is given',
        files: {
          ...service('api', ...eitherRedis),
          'deploy.sh': deploy('api', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [{ name: 'REDIS_HOST', service: 'api', what: 'api needs REDIS_HOST or REDIS_URL' }],
      },
      {
        title: 'Half of one side is given',
        files: {
          ...service('api', 'print("ready")'),
          'deploy.sh': deploy('api', '--set-env-vars=REDIS_HOST=10.0.0.3', '--clear-secrets'),
        },
        contract: `version: 1
services:
  api:
    needs:
      add: [ { anyOf: [REDIS_URL, [REDIS_HOST, REDIS_PORT]] } ]
`,
        findings: [{ name: 'REDIS_PORT', service: 'api', what: 'gives REDIS_HOST without REDIS_PORT' }],
      },
      {
        title: 'One side suffices',
        files: {
          ...service('api', ...eitherRedis),
          'deploy.sh': deploy('api', '--set-env-vars=REDIS_HOST=10.0.0.3', '--clear-secrets'),
        },
        findings: [],
      },
      {
        title: 'The list of secrets stays as it was, so one side may be there',
        files: {
          ...service('api', ...eitherRedis),
          'deploy.sh': deploy('api', '--set-env-vars=LOG=info'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) =>
    judgedDeployments(head).flatMap((deployment) =>
      deployment.requirements
        .filter((r) => r.anyOf.length > 1 && r.when !== 'build' && requirementState(deployment, r) === 'no')
        .flatMap((requirement) => unmet(head, deployment, requirement) ?? []),
    ),
};

function unmet(head: Resolution, deployment: Judged, requirement: AppliedRequirement): FindingFact | null {
  const half = halfGiven(deployment, requirement);
  const name = half?.missing[0] ?? requirement.anyOf[0]?.[0];
  if (name === undefined) return null;
  const sides = anyWords(requirement.anyOf.map(allWords));
  const lack = half
    ? `gives ${allWords(half.given)} without ${allWords(half.missing)}`
    : requirement.anyOf.length > 2
      ? 'gives none of them'
      : 'gives neither';
  return {
    ...lackOf(head, deployment, name, requirement, [requirement]),
    what: `${deployment.serviceId} needs ${sides}${inEnvironment(deployment)}, and ${theDeployment(deployment)} ${lack}.`,
    weaker: requirement.applies === 'maybe' || !(requirement.critical || atStart(requirement)),
  };
}

/** The first side of which some names are given and some are not. */
function halfGiven(
  deployment: Judged,
  requirement: AppliedRequirement,
): { given: readonly string[]; missing: readonly string[] } | null {
  for (const names of requirement.anyOf) {
    const given = names.filter((name) => deployment.given(name).given === 'yes');
    if (given.length > 0) return { given, missing: names.filter((name) => deployment.given(name).given === 'no') };
  }
  return null;
}
