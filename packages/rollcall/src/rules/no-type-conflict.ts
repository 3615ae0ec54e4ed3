import type { BindingFact, FormatId } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution, ResolvedDeployment } from '../model/resolution.ts';
import { certainBindings } from './certain-bindings.ts';
import { deploy, refuses, service } from './example-files.ts';
import { takeCommand } from './fix/give-name.ts';
import { shellQuote } from './fix/shell-quote.ts';
import { groupBy } from './group.ts';
import type { Judged } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { type Compared, comparedDeployments } from './since-base.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment, receiver } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-type-conflict',
    category: 'deployment',
    docs: `One deployment gives one name as a plain value and as a secret.

Cloud Run refuses this: "Cannot update environment variable [X] to the given type because it has already been set with a
different type." Remove one of the two. Entries that only some runs reach are alternatives, and are not compared.

With a base revision to compare with, a name that changes from the one to the other is a warning: the running service still has it as it was, and gcloud
refuses the deploy. From a plain value to a secret, \`--remove-env-vars\` in the same command makes it pass; the other way takes a
command of its own before.`,
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
        title: 'A plain value at the base, a secret now',
        against: {
          ...service('auth', refuses('API_KEY')),
          'deploy.sh': deploy('auth', '--set-env-vars=API_KEY=x,LOG=info'),
        },
        files: {
          ...service('auth', refuses('API_KEY')),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--set-secrets=API_KEY=api-key:1'),
        },
        findings: [{ name: 'API_KEY', service: 'auth', what: 'was given as a plain value' }],
      },
      {
        title: 'The command takes the plain value away first',
        against: {
          ...service('auth', refuses('API_KEY')),
          'deploy.sh': deploy('auth', '--update-env-vars=API_KEY=x'),
        },
        files: {
          ...service('auth', refuses('API_KEY')),
          'deploy.sh': deploy('auth', '--remove-env-vars=API_KEY', '--set-secrets=API_KEY=api-key:1'),
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
  check: ({ head, base }) => [
    ...head.deployments.flatMap(conflictsIn),
    ...(base ? comparedDeployments(head, base).flatMap((compared) => changedIn(head, compared)) : []),
  ],
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

/** What these formats deploy keeps its variables with their types: https://cloud.google.com/sdk/gcloud/reference/run/deploy */
const KEEPS_TYPES: ReadonlySet<FormatId> = new Set(['gcloud', 'deploy-cloudrun']);

function changedIn(head: Resolution, { now, before }: Compared): FindingFact[] {
  if (!KEEPS_TYPES.has(now.deployment.format) || !KEEPS_TYPES.has(before.deployment.format)) return [];
  return [...now.bindings.keys()].flatMap((name) => {
    const is = typeGiven(now, name);
    const was = typeGiven(before, name);
    if (!is || !was || is.source.kind === was.source.kind) return [];
    const isSecret = is.source.kind === 'secret';
    if (isSecret && takesAway(now, name)) return [];
    return [changed(head, now, name, is, isSecret ? 'value' : 'secret')];
  });
}

/** The binding that tells of which type a name surely is. */
function typeGiven(deployment: Judged, name: string): BindingFact | null {
  const { given, because, bindings } = deployment.given(name);
  const [first, ...others] = bindings.filter(({ target }) => target === 'env');
  if (given !== 'yes' || because !== 'binding' || !first) return null;
  return others.every(({ source }) => source.kind === first.source.kind) ? first : null;
}

function takesAway({ deployment }: Judged, name: string): boolean {
  return deployment.bindings.some(
    (one) =>
      one.source.kind === 'value' && (one.operation === 'clear' || (one.operation === 'remove' && one.name === name)),
  );
}

function changed(
  head: Resolution,
  now: Judged,
  name: string,
  is: BindingFact,
  was: BindingFact['source']['kind'],
): FindingFact {
  const [words, flag] = was === 'secret' ? ['a secret', 'remove-secrets'] : ['a plain value', 'remove-env-vars'];
  const other = was === 'secret' ? 'a plain value' : 'a secret';
  return {
    ...subjectOf(now, name),
    what: `${name} is given${receiver(now)}${inEnvironment(now)} as ${other}, and was given as ${words} at the base.`,
    why: `A service that runs with ${words} of that name refuses the deploy until it is taken away.`,
    fix: { ...takeCommand(head, now, name, `--${flag}=${shellQuote(name)}`), edits: [] },
    range: is.range,
    related: [],
    weaker: true,
  };
}
