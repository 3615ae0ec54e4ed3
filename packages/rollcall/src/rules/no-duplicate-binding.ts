import type { BindingFact, MalformedItem } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { ResolvedDeployment } from '../model/resolution.ts';
import { known } from '../model/text.ts';
import { certainBindings } from './certain-bindings.ts';
import { deploy, refuses, service, update } from './example-files.ts';
import { groupBy } from './group.ts';
import { isRepetition } from './repetition.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment, receiver } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-duplicate-binding',
    category: 'deployment',
    docs: `One deployment gives one name twice.

The last one wins, and a change of the other is lost. Entries that only some runs reach are alternatives, not duplicates.`,
    examples: [
      {
        title: 'Two entries of one list',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt-old:1,JWT_SECRET=jwt-new:1'),
        },
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'JWT_SECRET is given' }],
      },
      {
        title: 'The same entry again',
        files: {
          ...service('auth', refuses('LOG')),
          'deploy.sh': deploy('auth', '--update-env-vars=LOG=info,MODE=a,LOG=info'),
        },
        findings: [{ name: 'LOG', service: 'auth', what: 'LOG is given' }],
      },
      {
        title: 'Each name once',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1,JWT_SECRET_KEY=jwt:1'),
        },
        findings: [],
      },
      {
        title: 'A later command gives it anew',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh':
            deploy('auth', '--set-secrets=JWT_SECRET=jwt:1') + update('auth', '--update-secrets=JWT_SECRET=jwt:2'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) => head.deployments.flatMap(duplicatesIn),
};

function duplicatesIn(resolved: ResolvedDeployment): FindingFact[] {
  const alike = groupBy(certainBindings(resolved), ({ name, target, source }) =>
    JSON.stringify([name, target, source.kind]),
  );
  const duplicates = [...alike.values()].flatMap((bindings) => duplicate(resolved, bindings) ?? []);
  const told = new Set(duplicates.map(({ name }) => name));
  const repetitions = (resolved.deployment.malformed ?? []).filter(isRepetition).filter(({ name }) => !told.has(name));
  return [...duplicates, ...repetitions.map((item) => repetition(resolved, item))];
}

/** A list of which only the last entry was kept. */
function repetition(resolved: ResolvedDeployment, item: MalformedItem & { readonly name: string }): FindingFact {
  return {
    ...subjectOf(resolved, item.name),
    what: `${item.name} is given more than once${receiver(resolved)}${inEnvironment(resolved)} by ${item.flag}.`,
    why: 'Only the last entry counts, and a change of another one is lost.',
    fix: { edits: [] },
    range: item.range,
    related: [],
  };
}

function duplicate(resolved: ResolvedDeployment, bindings: readonly BindingFact[]): FindingFact | null {
  const [first, second] = bindings;
  const last = bindings.at(-1);
  if (!first || !second || !last) return null;
  const times = bindings.length === 2 ? 'twice' : `${bindings.length} times`;
  const same = bindings.every((binding) => sameSource(binding, first));
  return {
    ...subjectOf(resolved, first.name),
    what: `${first.name} is given ${times}${receiver(resolved)}${inEnvironment(resolved)} by one deployment.`,
    why: same
      ? 'The entries say the same today; a change of one of them will be lost.'
      : 'The entries differ, and only one of them can hold: the last of a list, or none, where gcloud refuses the command.',
    fix: { edits: [] },
    range: last.range,
    related: bindings.slice(0, -1).map(({ range }) => ({ role: 'given', range })),
    weaker: same,
  };
}

function sameSource(a: BindingFact, b: BindingFact): boolean {
  if (a.source.kind === 'secret' && b.source.kind === 'secret') {
    return (
      a.source.secret === b.source.secret &&
      a.source.version === b.source.version &&
      a.source.project === b.source.project
    );
  }
  const [left, right] = [a.value && known(a.value), b.value && known(b.value)];
  return left !== null && left === right;
}
