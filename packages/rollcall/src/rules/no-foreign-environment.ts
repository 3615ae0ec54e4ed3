import type { FindingFact } from '../model/finding.ts';
import type { Resolution, ResolvedDeployment } from '../model/resolution.ts';
import { deploy, service } from './example-files.ts';
import { replaceId } from './fix/edit-list.ts';
import { giveName } from './fix/give-name.ts';
import { foreignByContract, foreignByPattern } from './foreign-secret.ts';
import type { Rule } from './rule.ts';
import { managedSecrets, type SecretBinding } from './stated-secret.ts';
import { subjectOf } from './subject.ts';
import { receiver } from './wording.ts';

const contract = `version: 1
environments:
  staging: { secretId: "{kebab}-staging", match: { flags: { project: acme-staging } } }
  production: { project: acme-prod, secretId: "{kebab}", match: { flags: { project: acme-prod } } }
services:
  auth: {}
`;

const files = (project: string, ...secrets: readonly string[]): Record<string, string> => ({
  ...service('auth', 'print("ready")'),
  'deploy.sh': deploy('auth', `--project=${project}`, `--update-secrets=${secrets.join(',')}`),
});

const NAMES = ['JWT_SECRET', 'API_KEY', 'DB_PASSWORD', 'SESSION_KEY'];
const of = (environment: string, name: string): string =>
  `${name}=${name.toLowerCase().replaceAll('_', '-')}-${environment}:1`;
const list = (environment: string, names = NAMES): string[] => names.map((name) => of(environment, name));

const twoScripts = (staging: readonly string[]): Record<string, string> => ({
  ...service('auth', 'print("ready")'),
  'staging.sh': deploy('auth', '--project=one', `--update-secrets=${staging.join(',')}`),
  'production.sh': deploy('auth', '--project=two', `--update-secrets=${list('production').join(',')}`),
});

export const rule: Rule = {
  meta: {
    id: 'no-foreign-environment',
    category: 'identity',
    docs: `A deployment of one environment is given a secret of another.

With a contract, the environments' \`secretId\` templates and projects tell whose a secret is: the id is what another environment's
template makes, and not what this one's does, or it lies in another environment's project. Without one, it speaks only where the ids say it
themselves: at least three names of this deployment follow one pattern with the word of an environment (\`…-staging\`), at least three of
another deployment follow the same pattern with another word, and this one name follows the other's. That is weaker, since one secret may be
shared on purpose. It is silent about ids that only run time knows, and about secrets of a cluster.`,
    examples: [
      {
        title: 'Staging reads what production reads',
        files: files('acme-staging', 'JWT_SECRET=jwt-secret:1'),
        contract,
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'a secret of production' }],
      },
      {
        title: 'A secret in the project of another environment',
        files: files('acme-staging', 'JWT_SECRET=projects/111111111111/secrets/jwt-secret-staging:1'),
        contract: contract
          .replace('acme-prod,', '111111111111,')
          .replace('staging: {', 'staging: { project: 222222222222,'),
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'a secret of production' }],
      },
      {
        title: 'One id breaks the pattern of the others',
        files: twoScripts([...list('staging', NAMES.slice(1)), of('production', 'JWT_SECRET')]),
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'a secret of production' }],
      },
      {
        title: 'Each its own',
        files: files('acme-staging', 'JWT_SECRET=jwt-secret-staging:1'),
        contract,
        findings: [],
      },
      { title: 'Each its own, without a contract', files: twoScripts(list('staging')), findings: [] },
      {
        title: 'Too few to tell a pattern',
        files: twoScripts([...list('staging', NAMES.slice(2)), of('production', 'JWT_SECRET')]),
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    const ofPattern = foreignByPattern(head.deployments);
    return head.deployments.flatMap((resolved) =>
      managedSecrets(resolved).flatMap((binding) => foreign(head, resolved, binding, ofPattern) ?? []),
    );
  },
};

function foreign(
  head: Resolution,
  resolved: ResolvedDeployment,
  binding: SecretBinding,
  ofPattern: ReturnType<typeof foreignByPattern>,
): FindingFact | null {
  const { environment } = resolved.deployment;
  const stated = head.contract && environment !== null ? foreignByContract(head.contract, resolved, binding) : null;
  const told = stated ?? (environment === null || !head.contract ? ofPattern(resolved, binding) : null);
  if (!told) return null;
  const { name, source } = binding;
  const place = told.own === null ? '' : ` in ${told.own}`;
  return {
    ...subjectOf(resolved, name),
    what: `${name} is given${receiver(resolved)}${place} from ${source.secret}, a secret of ${told.other}.`,
    why: stated
      ? 'What happens in one environment then reaches the other: a key that signs for both, data that both write.'
      : `${told.evidence}, and what happens in one environment then reaches the other.`,
    fix:
      told.wanted === null
        ? { edits: [] }
        : {
            ...giveName(head, resolved, name, { ...source, project: told.project, secret: told.wanted }),
            edits: source.project === null ? replaceId(binding, told.wanted, head.facts) : [],
          },
    range: binding.range,
    related: told.siblings.map((range) => ({ role: 'sibling' as const, range })),
    weaker: stated === null,
  };
}
