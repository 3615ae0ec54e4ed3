import type { ContractFacts } from '../model/contract-facts.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import { deploy, service } from './example-files.ts';
import { replaceId } from './fix/edit-list.ts';
import { giveName } from './fix/give-name.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { allowedIds, managedSecrets, type SecretBinding, statedId } from './stated-secret.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment } from './wording.ts';

const contract = `version: 1
environments:
  staging: { secretId: "{kebab}-staging", match: { flags: { project: acme-staging } } }
names:
  OLD_KEY: { secretId: legacy-key }
services:
  auth: {}
`;

const files = (secrets: string): Record<string, string> => ({
  ...service('auth', 'print("ready")'),
  'deploy.sh': deploy('auth', '--project=acme-staging', `--update-secrets=${secrets}`),
});

export const rule: Rule = {
  meta: {
    id: 'require-name-convention',
    category: 'identity',
    requires: 'contract',
    docs: `A deployment gives a name a secret whose id is not what the contract's template makes of the name.

The template is the name's own \`secretId\`, else that of its environment; names that must be one secret (\`sameSecretAs\`) may have the ids of
each other. It is silent where the environment of the deployment is not known, about ids that only run time knows, about secrets of a project
that is not the environment's, and about secrets of a cluster. An exception is stated by a \`secretId\` of the name.`,
    examples: [
      {
        title: 'An id of another form',
        files: files('JWT_SECRET=jwtSecretStaging:1'),
        contract,
        findings: [
          {
            name: 'JWT_SECRET',
            service: 'auth',
            what: 'jwtSecretStaging, and the contract calls it jwt-secret-staging',
          },
        ],
      },
      {
        title: 'The id of another name',
        files: files('JWT_SECRET=session-secret-staging:1'),
        contract,
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'session-secret-staging' }],
      },
      { title: 'By the template', files: files('JWT_SECRET=jwt-secret-staging:1'), contract, findings: [] },
      { title: 'A stated exception', files: files('OLD_KEY=legacy-key:1'), contract, findings: [] },
      {
        title: 'The environment is not known',
        files: {
          ...service('auth', 'print("ready")'),
          'deploy.sh': deploy('auth', '--update-secrets=JWT_SECRET=jwt:1'),
        },
        contract,
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    const { contract: stated } = head;
    if (!stated) return [];
    return judgedDeployments(head).flatMap((deployment) =>
      managedSecrets(deployment).flatMap((binding) => offTemplate(head, stated, deployment, binding) ?? []),
    );
  },
};

function offTemplate(
  head: Resolution,
  stated: ContractFacts,
  deployment: Judged,
  binding: SecretBinding,
): FindingFact | null {
  const { environment } = deployment.deployment;
  if (environment === null) return null;
  const { secret, project } = binding.source;
  if (project !== null && project !== stated.environments.get(environment)?.project) return null;
  const place = { environment, service: deployment.serviceId, name: binding.name };
  const wanted = statedId(stated, place);
  if (wanted === null || allowedIds(stated, place).includes(secret)) return null;
  return {
    ...subjectOf(deployment, binding.name),
    what: `${deployment.serviceId} is given ${binding.name}${inEnvironment(deployment)} from the secret ${secret}, and the contract calls it ${wanted}.`,
    why: 'Whoever looks for the secret by the contract, a person or a generated file, finds another one or none.',
    fix: {
      ...giveName(head, deployment, binding.name, { ...binding.source, secret: wanted }),
      edits: replaceId(binding, wanted, head.facts),
    },
    range: binding.range,
    related: [],
  };
}
