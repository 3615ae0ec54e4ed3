import type { BindingFact } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { ResolvedDeployment } from '../model/resolution.ts';
import { certainBindings } from './certain-bindings.ts';
import { deploy, refuses, service } from './example-files.ts';
import { groupBy } from './group.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment, receiver } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-type-conflict',
    category: 'deployment',
    docs: `One deployment gives one name as a plain value and as a secret.

Cloud Run refuses this: "Cannot update environment variable [X] to the given type because it has already been set with a
different type." Remove one of the two. Entries that only some runs reach are alternatives, and are not compared.`,
    examples: [
      {
        title: 'In both lists of one command',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-env-vars=SECRET_KEY=x', '--set-secrets=SECRET_KEY=secret-key:1'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'as a plain value and as a secret' }],
      },
      {
        title: 'In two update flags',
        files: {
          ...service('auth', refuses('API_KEY')),
          'deploy.sh': deploy('auth', '--update-secrets=API_KEY=api-key:1', '--update-env-vars=LOG=info,API_KEY=x'),
        },
        findings: [{ name: 'API_KEY', service: 'auth', what: 'API_KEY' }],
      },
      {
        title: 'Taken out of one list and put into the other',
        files: {
          ...service('auth', refuses('API_KEY')),
          'deploy.sh': deploy('auth', '--remove-env-vars=API_KEY', '--update-secrets=API_KEY=api-key:1'),
        },
        findings: [],
      },
      {
        title: 'Two names',
        files: {
          ...service('auth', refuses('API_KEY')),
          'deploy.sh': deploy('auth', '--set-env-vars=API_URL=x', '--set-secrets=API_KEY=api-key:1'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) => head.deployments.flatMap(conflictsIn),
};

function conflictsIn(resolved: ResolvedDeployment): FindingFact[] {
  const variables = certainBindings(resolved).filter(({ target }) => target === 'env');
  return [...groupBy(variables, ({ name }) => name)].flatMap(
    ([name, bindings]) => conflict(resolved, name, bindings) ?? [],
  );
}

function conflict(resolved: ResolvedDeployment, name: string, bindings: readonly BindingFact[]): FindingFact | null {
  const secret = bindings.find((binding) => binding.source.kind === 'secret');
  const value = bindings.find((binding) => binding.source.kind === 'value');
  if (!secret || !value) return null;
  return {
    ...subjectOf(resolved, name),
    what: `${name} is given${receiver(resolved)}${inEnvironment(resolved)} as a plain value and as a secret by one deployment.`,
    why: 'Cloud Run refuses a name that is both, so the deploy fails.',
    fix: { edits: [] },
    range: value.range,
    related: [{ role: 'given', range: secret.range }],
  };
}
