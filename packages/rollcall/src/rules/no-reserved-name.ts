import { CLOUD_RUN_NAMES } from '../model/cloud-run-names.ts';
import type { BindingFact, MalformedItem } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution, ResolvedDeployment } from '../model/resolution.ts';
import { certainBindings } from './certain-bindings.ts';
import { deploy, refuses, service } from './example-files.ts';
import { removeItem } from './fix/edit-list.ts';
import { takeCommand } from './fix/give-name.ts';
import { flag } from './fix/shell-quote.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment, receiver } from './wording.ts';

const deployFunction = (list: string): string =>
  `gcloud functions deploy mailer --source=mailer --runtime=python312 --region=us-central1 --set-env-vars=${list}\n`;

export const rule: Rule = {
  meta: {
    id: 'no-reserved-name',
    category: 'deployment',
    docs: `A deployment gives a name that the platform sets itself or keeps for its tools.

Cloud Run refuses \`PORT\`, \`K_SERVICE\`, \`K_REVISION\` and \`K_CONFIGURATION\` for services, \`CLOUD_RUN_…\` for jobs
([container contract](https://cloud.google.com/run/docs/container-contract#env-vars),
[reserved names](https://cloud.google.com/run/docs/configuring/services/environment-variables#reserved)), and every name that begins with \`X_GOOGLE_\`.
The deploy fails, and with it all that the command would have changed. A second container of a service may have a \`PORT\`
of its own, and so may a worker pool. The port that a service listens on is the deployment's \`--port\`.

A function of Cloud Run functions has such names as well
([list](https://cloud.google.com/functions/docs/configuring/env-var)); this is weaker, since a deploy of one may go through, with a value that
the function does not see. It is silent about names that only some runs give.`,
    examples: [
      {
        title: 'The port as a variable',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-env-vars=PORT=8080', '--set-secrets=SECRET_KEY=secret-key:1'),
        },
        findings: [{ name: 'PORT', service: 'auth', what: 'gives PORT to auth' }],
      },
      {
        title: 'A function',
        files: {
          ...service('mailer', refuses('SENDER')),
          'deploy.sh': deployFunction('SENDER=x,FUNCTION_TARGET=main'),
        },
        findings: [{ name: 'FUNCTION_TARGET', service: 'mailer', what: 'gives FUNCTION_TARGET to mailer' }],
      },
      {
        title: 'The port as a flag',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--port=8080', '--set-secrets=SECRET_KEY=secret-key:1'),
        },
        findings: [],
      },
      {
        title: 'A function may ask for the ids of its log entries',
        files: {
          ...service('mailer', refuses('SENDER')),
          'deploy.sh': deployFunction('SENDER=x,LOG_EXECUTION_ID=true'),
        },
        findings: [],
      },
      {
        title: 'The machine of a developer',
        files: {
          ...service('auth', 'print(os.environ["PORT"])'),
          'compose.yaml': 'services:\n  auth:\n    build: auth\n    environment:\n      PORT: "8080"\n',
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) =>
    head.deployments.flatMap((resolved) => [
      ...(resolved.deployment.malformed ?? []).flatMap((item) => (item.reserved ? refused(head, resolved, item) : [])),
      ...ignoredIn(head, resolved),
    ]),
};

function refused(head: Resolution, resolved: ResolvedDeployment, item: MalformedItem): FindingFact {
  const { deployment } = resolved;
  const { name } = item;
  const binding = deployment.bindings.find((one) => one.name === name && one.range.start === item.range.start);
  const told = name ?? 'a name that begins with X_GOOGLE_ or GOOGLE_';
  return {
    ...subjectOf(resolved, name),
    what: `${deployment.range.path} gives ${told}${receiver(resolved)}${inEnvironment(resolved)}, which the platform keeps to itself.`,
    why:
      name === 'PORT'
        ? 'Cloud Run refuses the deploy: it tells the container its port itself, as --port says.'
        : 'The deploy is refused, so nothing of it takes effect.',
    fix: {
      ...(name === 'PORT' ? takeCommand(head, resolved, name, flag('port', '<port>')) : {}),
      edits: binding ? removeItem(binding, head.facts) : [],
    },
    range: item.range,
    related: [{ role: 'given', range: deployment.range }],
  };
}

/** Asked for by name: https://cloud.google.com/functions/docs/monitoring/logging ("LOG_EXECUTION_ID"). */
const SETTABLE = 'LOG_EXECUTION_ID';

function ignoredIn(head: Resolution, resolved: ResolvedDeployment): FindingFact[] {
  if (resolved.deployment.workload !== 'function') return [];
  const reserved = new Set(CLOUD_RUN_NAMES.function.filter((name) => name !== SETTABLE));
  return certainBindings(resolved)
    .filter(({ name, target }) => target === 'env' && reserved.has(name))
    .map((binding) => ignored(head, resolved, binding));
}

function ignored(head: Resolution, resolved: ResolvedDeployment, binding: BindingFact): FindingFact {
  const { name } = binding;
  return {
    ...subjectOf(resolved, name),
    what: `${resolved.deployment.range.path} gives ${name}${receiver(resolved)}${inEnvironment(resolved)}, which the platform sets for functions.`,
    why: 'The deploy is refused, or the function sees what the platform sets.',
    fix: { edits: removeItem(binding, head.facts) },
    range: binding.range,
    related: [],
    weaker: true,
  };
}
