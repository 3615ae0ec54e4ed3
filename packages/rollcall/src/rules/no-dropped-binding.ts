import type { FindingFact } from '../model/finding.ts';
import type { AppliedRequirement, GivenName, Resolution } from '../model/resolution.ts';
import { strongest } from './evidence.ts';
import { deploy, refuses, service } from './example-files.ts';
import { giveName } from './fix/give-name.ts';
import { proposalFrom } from './fix/propose-source.ts';
import { type Judged, judgedDeployments, requirementState, requirementsByName } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { lackOf } from './subject.ts';
import { inEnvironment } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-dropped-binding',
    category: 'deployment',
    requires: 'base',
    docs: `The deployment gave a name at the base revision, the service still needs it, and the deployment no longer gives it.

A name that leaves an \`--update-…\` flag is not dropped: the running service keeps it. A name that the code no longer needs may go, and
so may one that another name replaces.`,
    examples: [
      {
        title: 'An edit of one list loses another name',
        against: {
          ...service('auth', refuses('SECRET_KEY'), refuses('OAUTH_ID')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1,OAUTH_ID=oauth:1', '--set-env-vars=LOG=info'),
        },
        files: {
          ...service('auth', refuses('SECRET_KEY'), refuses('OAUTH_ID')),
          'deploy.sh': deploy('auth', '--set-secrets=OAUTH_ID=oauth-staging:1', '--set-env-vars=LOG=info'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'no longer gives SECRET_KEY' }],
      },
      {
        title: 'A plain variable goes, and the code still refuses to start without it',
        against: {
          ...service('auth', refuses('REDIS_HOST')),
          'deploy.sh': deploy('auth', '--set-env-vars=REDIS_HOST=redis,LOG=info', '--clear-secrets'),
        },
        files: {
          ...service('auth', refuses('REDIS_HOST')),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [{ name: 'REDIS_HOST', service: 'auth', what: 'no longer gives REDIS_HOST' }],
      },
      {
        title: 'The code stopped needing it',
        against: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--set-env-vars=LOG=info'),
        },
        files: {
          ...service('auth', 'print("ready")'),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [],
      },
      {
        title: 'An update that no longer mentions a name leaves it in place',
        against: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--update-secrets=SECRET_KEY=key:1,OAUTH_ID=oauth:1'),
        },
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--update-secrets=OAUTH_ID=oauth:1'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head, base }) => {
    if (!base) return [];
    const before = judgedDeployments(base);
    return judgedDeployments(head).flatMap((deployment) => {
      const earlier = counterpart(deployment, before);
      return earlier ? droppedIn(head, deployment, earlier) : [];
    });
  },
};

/** The same deployment at the base: in the same file if there is one, else the only one of that service and environment. */
function counterpart(deployment: Judged, before: readonly Judged[]): Judged | null {
  const { environment, workload, container, range } = deployment.deployment;
  const same = before.filter(
    (other) =>
      other.serviceId === deployment.serviceId &&
      other.deployment.environment === environment &&
      other.deployment.workload === workload &&
      other.deployment.container === container,
  );
  const byId = same.find((other) => other.id === deployment.id);
  const inFile = same.filter((other) => other.deployment.range.path === range.path);
  return byId ?? only(inFile) ?? only(same);
}

function only<T>(items: readonly T[]): T | null {
  return items.length === 1 ? (items[0] ?? null) : null;
}

function droppedIn(head: Resolution, deployment: Judged, earlier: Judged): FindingFact[] {
  const unmet = deployment.requirements.filter(
    (requirement) => requirement.when !== 'build' && requirementState(deployment, requirement) === 'no',
  );
  return [...requirementsByName(unmet, ({ anyOf }) => anyOf.flat())].flatMap(([name, requirements]) => {
    const was = earlier.given(name);
    const gone = was.given === 'yes' && was.because === 'binding' && deployment.given(name).given === 'no';
    return gone ? (dropped(head, deployment, name, was, requirements) ?? []) : [];
  });
}

function dropped(
  head: Resolution,
  deployment: Judged,
  name: string,
  was: GivenName,
  requirements: readonly AppliedRequirement[],
): FindingFact | null {
  const main = strongest(requirements);
  if (!main) return null;
  const proposal = proposalFrom(was.bindings);
  return {
    ...lackOf(head, deployment, name, main, requirements),
    what: `The deployment in ${deployment.deployment.range.path} no longer gives ${name} to ${deployment.serviceId}${inEnvironment(deployment)}, which still needs it.`,
    ...(proposal ? { fix: giveName(head, deployment, name, proposal) } : {}),
    weaker: main.applies === 'maybe' || main.level === 'hollow',
  };
}
