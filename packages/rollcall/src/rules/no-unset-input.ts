import type { UnsetInput } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { ResolvedDeployment } from '../model/resolution.ts';
import { deploy, refuses, service } from './example-files.ts';
import { groupBy } from './group.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment, receiver } from './wording.ts';

const workflow = (run: string, env = '', runner = 'ubuntu-latest'): string => `on: push
jobs:
  deploy:
    runs-on: ${runner}
    steps:
      - uses: actions/checkout@v4
      - name: Deploy
        run: ${run}
${env}`;

const gives = `        env:
          SENDER: \${{ vars.SENDER }}
`;

const inline = deploy('mailer', '"--update-env-vars=SENDER=$SENDER"').trim();

export const rule: Rule = {
  meta: {
    id: 'no-unset-input',
    category: 'deployment',
    docs: `A deploy command expands a variable that nothing gives to it: it becomes empty.

It speaks only where all that could give the variable is known: a step of a GitHub workflow on a runner of GitHub, outside of a container, or a
script of the repository that such a step runs. Neither the workflow, nor the job, the step, an earlier step or the script sets the variable;
a secret or a variable of the repository reaches a script only where \`env\` or an expression names it
([variables](https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-variables),
[secrets](https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets)). It is silent about scripts that
no workflow runs, since a person may export the variable before; about other CI services, whose projects have variables of
their own; about variables with a default, and those that the script asks for before the command; after a step of somebody else's action, or one
that writes to \`GITHUB_ENV\`; and where another run of the same command is given the variable.`,
    examples: [
      {
        title: 'The step forgot the variable',
        files: { ...service('mailer', refuses('SENDER')), '.github/workflows/deploy.yml': workflow(inline) },
        findings: [{ name: 'SENDER', service: 'mailer', what: 'SENDER is given to mailer as $SENDER' }],
      },
      {
        title: 'So does the script that it runs',
        files: {
          ...service('mailer', refuses('SENDER')),
          'deploy.sh': `gcloud run deploy mailer --source=mailer --project="$PROJECT" --region=us-central1 --set-env-vars=SENDER=x\n`,
          '.github/workflows/deploy.yml': workflow('bash deploy.sh'),
        },
        findings: [{ name: null, service: 'mailer', what: '--project expands $PROJECT' }],
      },
      {
        title: 'The step gives it',
        files: { ...service('mailer', refuses('SENDER')), '.github/workflows/deploy.yml': workflow(inline, gives) },
        findings: [],
      },
      {
        title: 'A person runs the script',
        files: { ...service('mailer', refuses('SENDER')), 'deploy.sh': `${inline}\n` },
        findings: [],
      },
      {
        title: 'The script has a default',
        files: {
          ...service('mailer', refuses('SENDER')),
          '.github/workflows/deploy.yml': workflow(inline.replace('$SENDER', `$\{SENDER:-nobody}`)),
        },
        findings: [],
      },
      {
        title: "A runner of one's own may have it",
        files: {
          ...service('mailer', refuses('SENDER')),
          '.github/workflows/deploy.yml': workflow(inline, '', 'self-hosted'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) => head.deployments.flatMap(unsetIn),
};

/** One finding for each name, and for each variable that stands elsewhere in the command. */
function unsetIn(resolved: ResolvedDeployment): FindingFact[] {
  const inputs = resolved.deployment.unsetInputs ?? [];
  const facts = groupBy(inputs, ({ input, name }) => JSON.stringify([input, name]));
  return [...facts.values()].flatMap(([first]) => (first ? [unset(resolved, first)] : []));
}

function unset(resolved: ResolvedDeployment, { input, name, flag, range }: UnsetInput): FindingFact {
  const { entry } = resolved.deployment;
  const told =
    name === null
      ? `${flag ?? 'A command'} expands $${input} where ${resolved.deployment.service ?? 'a service'} is deployed${inEnvironment(resolved)}`
      : `${name} is given${receiver(resolved)}${inEnvironment(resolved)} as $${input}`;
  return {
    ...subjectOf(resolved, name),
    what: `${told}, and nothing sets ${input}: it is empty.`,
    why: `Neither ${entry} nor what it runs gives ${input} a value. The step's \`env\` would: \`${envLine(input)}\`.`,
    fix: { edits: [] },
    range,
    related: [{ role: 'given', range: resolved.deployment.range }],
  };
}

/** The line for the `env` of the step. */
function envLine(input: string): string {
  const from = /SECRET|PASSWORD|TOKEN|KEY|CREDENTIAL|DSN|DATABASE_URL/.test(input) ? 'secrets' : 'vars';
  return `${input}: \${{ ${from}.${input} }}`;
}
