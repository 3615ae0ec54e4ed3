import type { FindingFact } from '../model/finding.ts';
import type { Read } from '../model/read.ts';
import type { Resolution } from '../model/resolution.ts';
import { distinct, strongest } from './evidence.ts';
import { deploy, refuses, service } from './example-files.ts';
import { groupBy } from './group.ts';
import { type Judged, judgedDeployments, missingNames, requirementsByName } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { lackOf } from './subject.ts';
import { inEnvironment, theDeployment } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-hollow-default',
    category: 'code',
    docs: `The code puts an empty text, or a placeholder that was meant to be replaced, in the place of a name that it needs.

Two cases. The deployment does not give the name, so the service starts with an empty value and fails later, far from the cause, or starts
with one that anybody can read in the code. Or one
place has an empty default while another refuses to go on without the name, and no deployment is known to give it: whoever comes first
decides what happens. It is silent where every deployment gives the name.

A default is a placeholder where its text is one of a closed list: \`change-me\` and \`replace-me\`, \`your-…\`, \`enter-…-here\`, \`<…>\`,
\`xxx\`, \`todo\`, \`placeholder\`; for a name that says secret, key, token, password, salt or credential also a made-up one, all of whose
words are of the kind of \`dev-secret\` and \`my-super-secret-key\`. Code that compares its value with that very text knows of it: it is
not told.`,
    examples: [
      {
        title: 'An empty key signs tokens',
        files: {
          ...service('auth', 'import jwt', 'key = os.environ.get("JWT_SECRET", "")', 'jwt.encode({}, key)'),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'auth runs with an empty JWT_SECRET' }],
      },
      {
        title: 'A request goes out with an empty token',
        files: {
          ...service(
            'mailer',
            'import requests',
            'token = os.environ.get("MAIL_TOKEN", "")',
            'requests.get("https://mail.example/status", headers={"Authorization": "Bearer " + token})',
          ),
          'deploy.sh': deploy('mailer', '--clear-secrets', '--clear-env-vars'),
        },
        findings: [{ name: 'MAIL_TOKEN', service: 'mailer', what: 'mailer runs with an empty MAIL_TOKEN' }],
      },
      {
        title: 'A placeholder signs tokens',
        files: {
          ...service('auth', 'import jwt', 'key = os.environ.get("JWT_SECRET", "change-me")', 'jwt.encode({}, key)'),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [
          {
            name: 'JWT_SECRET',
            service: 'auth',
            what: 'auth runs with the placeholder that stands in the code for JWT_SECRET',
          },
        ],
      },
      {
        title: 'The deployment gives it',
        files: {
          ...service('auth', 'import jwt', 'key = os.environ.get("JWT_SECRET", "")', 'jwt.encode({}, key)'),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt-secret:1', '--set-env-vars=LOG=info'),
        },
        findings: [],
      },
      {
        title: 'Refused everywhere: that is a missing name, not a hollow one',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    const deployments = judgedDeployments(head);
    const services = [...new Set(deployments.map((deployment) => deployment.serviceId))];
    return [
      ...deployments.flatMap((deployment) => runsEmpty(head, deployment)),
      ...services.flatMap((id) => disagreements(head, id, deployments)),
    ];
  },
};

function runsEmpty(head: Resolution, deployment: Judged): FindingFact[] {
  const hollow = deployment.requirements.filter(({ level }) => level === 'hollow');
  const byName = requirementsByName(hollow, (requirement) => missingNames(deployment, requirement));
  return [...byName].flatMap(([name, requirements]) => {
    const main = strongest(requirements);
    if (!main) return [];
    const fact: FindingFact = {
      ...lackOf(head, deployment, name, main, requirements),
      what: `${deployment.serviceId} runs with ${whatInstead(main, name)}${inEnvironment(deployment)}: ${theDeployment(deployment)} does not give it.`,
      // Nothing is seen to refuse the empty value: only a contract that calls the name critical makes it more than a note.
      weaker: !main.critical,
    };
    return [fact];
  });
}

function whatInstead({ reads }: Judged['requirements'][number], name: string): string {
  const isPlaceholder = reads.every((read) => read.level !== 'hollow' || read.placeholder);
  return isPlaceholder ? `the placeholder that stands in the code for ${name}` : `an empty ${name}`;
}

/** Names with an empty default at one place and a refusal at another, which some deployment may not give. */
function disagreements(head: Resolution, service: string, deployments: readonly Judged[]): FindingFact[] {
  const own = deployments.filter((deployment) => deployment.serviceId === service);
  const byName = groupBy(head.readsOf(service), ({ name }) => name);
  return [...byName].flatMap(([name, reads]) => {
    if (own.every((deployment) => deployment.given(name).given === 'yes')) return [];
    return disagreement(head, service, name, reads) ?? [];
  });
}

function disagreement(head: Resolution, service: string, name: string, reads: readonly Read[]): FindingFact | null {
  const hollow = reads.find((read) => read.level === 'hollow' && read.group === null);
  const strict = reads.find((read) => read.level === 'required' && read.group === null);
  if (!hollow || !strict) return null;
  const at = (read: Read): string => `${read.range.path}:${head.facts.span(read.range).line}`;
  return {
    service,
    environment: null,
    name,
    given: null,
    what: `${service} takes ${hollow.placeholder ? 'a placeholder for' : 'an empty'} ${name} at ${at(hollow)}, and refuses to go on without it at ${at(strict)}.`,
    why: `Which of the two happens depends on what runs first, and the ${hollow.placeholder ? 'placeholder' : 'empty value'} fails far from its cause.`,
    fix: { edits: [] },
    range: hollow.range,
    related: distinct([strict.refusal ?? strict.range]).map((range) => ({ role: 'needed', range })),
    weaker: true,
  };
}
