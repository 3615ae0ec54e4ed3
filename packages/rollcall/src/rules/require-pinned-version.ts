import type { ContractFacts } from '../model/contract-facts.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import { contractName } from '../resolve/code-requirements.ts';
import { deploy, service } from './example-files.ts';
import { takeCommand } from './fix/give-name.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { managedSecrets, type SecretBinding } from './stated-secret.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment } from './wording.ts';

const contract = (versions: string): string => `version: 1
environments:
  production: { versions: ${versions}, match: { flags: { project: acme-prod } } }
names:
  FEED_TOKEN: { version: latest }
services:
  auth: {}
`;

const files = (secrets: string): Record<string, string> => ({
  ...service('auth', 'print("ready")'),
  'deploy.sh': deploy('auth', '--project=acme-prod', `--update-secrets=${secrets}`),
});

export const rule: Rule = {
  meta: {
    id: 'require-pinned-version',
    category: 'identity',
    requires: 'contract',
    docs: `A deployment takes the latest version of a secret where the contract asks for a number (\`versions: pinned\`).

Cloud Run reads a variable's secret when an instance starts
([how versions are read](https://cloud.google.com/run/docs/configuring/services/secrets#access-secret)): with \`latest\`, a new version of
the secret reaches some instances before others and without a deploy, and going back to an older revision does not bring the older value
back. A name's own \`version\` counts before its environment's \`versions\`. It is silent where the contract asks for nothing, where the
environment of the deployment is not known, and about versions that only run time knows.`,
    examples: [
      {
        title: 'The latest version in production',
        files: files('JWT_SECRET=jwt:latest'),
        contract: contract('pinned'),
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'takes the version latest of jwt' }],
      },
      {
        title: 'One of two',
        files: files('JWT_SECRET=jwt:3,API_KEY=api-key:latest'),
        contract: contract('pinned'),
        findings: [{ name: 'API_KEY', service: 'auth', what: 'API_KEY' }],
      },
      { title: 'A number', files: files('JWT_SECRET=jwt:3'), contract: contract('pinned'), findings: [] },
      {
        title: 'The contract excepts the name',
        files: files('FEED_TOKEN=feed-token:latest'),
        contract: contract('pinned'),
        findings: [],
      },
      {
        title: 'The contract asks for the latest',
        files: files('JWT_SECRET=jwt:latest'),
        contract: contract('latest'),
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    const { contract: stated } = head;
    if (!stated) return [];
    return judgedDeployments(head).flatMap((deployment) =>
      managedSecrets(deployment).flatMap((binding) => unpinned(head, stated, deployment, binding) ?? []),
    );
  },
};

function unpinned(
  head: Resolution,
  stated: ContractFacts,
  deployment: Judged,
  binding: SecretBinding,
): FindingFact | null {
  const { environment } = deployment.deployment;
  if (environment === null || binding.source.version !== 'latest') return null;
  const own = contractName(stated, binding.name)?.versionIn.get(environment);
  const wanted = own ?? stated.environments.get(environment)?.versions ?? null;
  if (wanted === null || wanted === 'latest') return null;
  const { secret } = binding.source;
  return {
    ...subjectOf(deployment, binding.name),
    what: `${deployment.serviceId} takes the version latest of ${secret} as ${binding.name}${inEnvironment(deployment)}, and the contract asks for ${wanted === 'pinned' ? 'a number' : `version ${wanted}`}.`,
    why: 'A new version reaches running instances one by one, without a deploy, and an older revision does not bring the older value back.',
    fix: { ...takeCommand(head, deployment, binding.name, pinFlag(binding, wanted)), edits: [] },
    range: binding.range,
    related: [],
  };
}

/** Asks for the number that is the latest now. https://cloud.google.com/sdk/gcloud/reference/secrets/versions/describe */
function pinFlag({ name, source: { secret, project } }: SecretBinding, wanted: string): string {
  const path = project === null ? secret : `projects/${project}/secrets/${secret}`;
  const where = project === null ? '' : ` --project=${project}`;
  const number = `$(gcloud secrets versions describe latest --secret=${secret}${where} --format='value(name.basename())')`;
  return `--update-secrets="${name}=${path}:${wanted === 'pinned' ? number : wanted}"`;
}
