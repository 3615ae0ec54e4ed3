import type { FindingFact } from '../model/finding.ts';
import type { Switch } from '../model/read.ts';
import type { AppliedRequirement, Resolution } from '../model/resolution.ts';
import { strongest } from './evidence.ts';
import { deploy, refuses, service, update } from './example-files.ts';
import { atStart, type Judged, judgedDeployments, missingNames, requirementsByName } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { lackOf } from './subject.ts';
import { anyWords, inEnvironment, theDeployment } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-missing-binding',
    category: 'deployment',
    docs: `A service needs a name that its deployment does not give.

The need comes from the code (it raises, exits or fails a schema without the name) or from the contract. The deployment lacks the name
only where nothing else can be there: both of its lists, of secrets and of plain variables, are closed and were read in full. Where a list
may hold more (\`--update-…\` flags, a list built at run time, a flag that is not there), the answer is "unknown", which is listed as not
checked and never reported as missing. A name that every other deployment to the same place gives as a plain value is not there either
where all plain values are replaced.

Where code goes on without the name once a switch is given (\`SKIP_CHECKS\`, with a default), it needs the name as long as the deployment
leaves the switch at its default. Where code needs a name in one of its modes alone (\`AUTH_MODE\` is \`oidc\`), the name is missing where
the deployment is seen to give that very word.

It is an error when the contract calls the name critical or the code needs it on import or at start, and a warning when the
name is needed later, or in an environment that may not be this deployment's.`,
    examples: [
      {
        title: 'The code refuses to start without a name that the closed lists do not hold',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt-secret:latest', '--set-env-vars=LOG=info'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'auth needs SECRET_KEY' }],
      },
      {
        title: 'Needed in staging alone, and the deployment is for staging',
        files: {
          ...service(
            'auth',
            'environment = os.environ.get("ENVIRONMENT", "development")',
            'key = os.environ.get("SECRET_KEY")',
            'if not key and environment == "staging":',
            '    raise ValueError("SECRET_KEY is required")',
          ),
          'deploy.sh': deploy('auth', '--set-env-vars=ENVIRONMENT=staging', '--clear-secrets'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'auth needs SECRET_KEY' }],
      },
      {
        title: 'Needed unless a switch is given, which this deployment leaves alone',
        files: {
          ...service(
            'auth',
            'testing = os.environ.get("FAST_TEST_MODE", "false") == "true"',
            'if not os.environ.get("SECRET_KEY") and not testing:',
            '    raise ValueError("SECRET_KEY is required")',
          ),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [
          { name: 'SECRET_KEY', service: 'auth', what: 'as long as FAST_TEST_MODE is left at its default, and' },
        ],
      },
      {
        title: 'Needed in a mode, which this deployment sets',
        files: {
          ...service('auth', 'if os.environ.get("AUTH_MODE", "none") == "oidc":', '    os.environ["OIDC_ISSUER"]'),
          'deploy.sh': deploy('auth', '--set-env-vars=AUTH_MODE=oidc', '--clear-secrets'),
        },
        findings: [
          {
            name: 'OIDC_ISSUER',
            service: 'auth',
            what: 'auth needs OIDC_ISSUER, by what it is told in AUTH_MODE, and',
          },
        ],
      },
      {
        title: 'Needed in a mode, and this deployment sets another',
        files: {
          ...service('auth', 'if os.environ.get("AUTH_MODE", "none") == "oidc":', '    os.environ["OIDC_ISSUER"]'),
          'deploy.sh': deploy('auth', '--set-env-vars=AUTH_MODE=basic', '--clear-secrets'),
        },
        findings: [],
      },
      {
        title: 'A later step of the same script gives it',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh':
            deploy('auth', '--set-secrets=JWT_SECRET=jwt-secret:1', '--set-env-vars=LOG=info') +
            update('auth', '--update-secrets=SECRET_KEY=secret-key:1'),
        },
        findings: [],
      },
      {
        title: 'The plain variables stay as they were, so the name may be there',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt-secret:1', '--update-env-vars=LOG=info'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) => judgedDeployments(head).flatMap((deployment) => missingIn(head, deployment)),
};

function missingIn(head: Resolution, deployment: Judged): FindingFact[] {
  const strict = deployment.requirements.filter(({ level, when }) => level === 'required' && when !== 'build');
  const byName = requirementsByName(strict, (requirement) => missingNames(deployment, requirement));
  return [...byName].flatMap(([name, requirements]) => missing(head, deployment, name, requirements) ?? []);
}

function missing(
  head: Resolution,
  deployment: Judged,
  name: string,
  requirements: readonly AppliedRequirement[],
): FindingFact | null {
  const main = strongest(requirements);
  if (!main) return null;
  return {
    ...lackOf(head, deployment, name, main, requirements),
    what: whatIsMissing(deployment, name, main),
    weaker: !requirements.some((r) => r.applies === 'yes' && (r.critical || atStart(r))),
  };
}

/** At most two of the switches by name. */
function leftAtDefault(switches: readonly Switch[]): string {
  const names = switches.map(({ name }) => name).sort();
  const told = names.length > 2 ? [...names.slice(0, 1), `${names.length - 1} others`] : names;
  return names.length === 1 ? `${told[0]} is left at its default` : `${told.join(' and ')} are left at their defaults`;
}

function inMode({ where = [] }: AppliedRequirement): string {
  const names = where.map(({ name }) => name).sort();
  return names.length === 0 ? '' : `, by what it is told in ${names.slice(0, 2).join(' and ')}`;
}

function whatIsMissing(deployment: Judged, name: string, requirement: AppliedRequirement): string {
  const subject = `${deployment.serviceId} needs ${name}`;
  const switches = requirement.unless ?? [];
  const unless = switches.length === 0 ? inMode(requirement) : `, as long as ${leftAtDefault(switches)}`;
  if (requirement.applies === 'yes') {
    return `${subject}${inEnvironment(deployment)}${unless}, and ${theDeployment(deployment)} does not give it.`;
  }
  if (unless !== '') return `${subject}${unless}, and ${theDeployment(deployment)} does not give it.`;
  const scope = requirement.only ? ` in ${anyWords(requirement.only)}` : ' in some environments';
  return `${subject}${scope}, and ${theDeployment(deployment)}, for one of them or unknown, does not give it.`;
}
