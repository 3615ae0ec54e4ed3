import { describe, expect, test } from 'vitest';
import type { Edit, Finding } from '../../src/model/finding.ts';
import { facts } from '../support/facts.ts';
import { checkFacts, required, type Spec } from './checked.ts';

type Flags = NonNullable<NonNullable<Spec['deployments']>[number]['flags']>;

interface Mended {
  readonly fixes: readonly Finding['fix'][];
  /** The first line of the script after the edits. */
  readonly script: string;
}

function mend(spec: Spec, contract?: string): Mended {
  const tree = facts(spec);
  const findings = checkFacts(tree, { only: ['no-missing-binding'], ...(contract === undefined ? {} : { contract }) });
  const fixes = findings.map(({ fix }) => fix);
  const edited = apply(
    tree.maskedText('deploy.sh') ?? '',
    fixes.flatMap(({ edits }) => edits),
  );
  return { fixes, script: edited.split('\n')[0] ?? '' };
}

function apply(text: string, edits: readonly Edit[]): string {
  return [...edits].reverse().reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text);
}

const auth = (flags: Flags, more: object = {}) => ({ service: 'auth', flags, ...more });
const noValues = ['clear-env-vars', ''] as const;

describe('the command', () => {
  const command = (spec: Spec, contract?: string) => mend(spec, contract).fixes.map((fix) => fix.command);
  const lacks = (name: string, flags: Flags, more: object = {}) => ({
    deployments: [auth(flags, { region: 'r1', ...more })],
    reads: [required(name)],
  });
  const update = 'gcloud run services update acme-auth --region=r1';

  test('follows the ids of the deployment', () => {
    const ids = ['set-secrets', 'ONE_KEY=one-key-staging:3,TWO_KEY=two-key-staging:3'] as const;
    expect(command(lacks('THREE_KEY', [ids, noValues]))).toEqual([
      `${update} --update-secrets=THREE_KEY=three-key-staging:3`,
    ]);
  });

  test('has a placeholder, quoted, where no id is known', () => {
    expect(command(lacks('API_KEY', [['set-secrets', 'X=legacy:1'], noValues]))).toEqual([
      `${update} '--update-secrets=API_KEY=<secret-id>:1'`.replace("'--update-secrets=", "--update-secrets='"),
    ]);
  });

  test('gives a plain setting as one', () => {
    expect(command(lacks('REDIS_PORT', [['clear-secrets', ''], noValues]))).toEqual([
      `${update} --update-env-vars='REDIS_PORT=<value>'`,
    ]);
  });

  test('takes what another service of the script is given', () => {
    const spec = lacks('REDIS_HOST', [['set-secrets', 'X=x:1'], noValues]);
    const backend = {
      service: 'backend',
      flags: [['update-secrets', 'REDIS_HOST=projects/42/secrets/redis:7']] as const,
    };
    expect(command({ ...spec, deployments: [...spec.deployments, backend] })).toEqual([
      `${update} --update-secrets=REDIS_HOST=projects/42/secrets/redis:7`,
    ]);
  });

  test('guesses nothing where the siblings differ', () => {
    const spec = lacks('API_KEY', [['set-secrets', 'X=x:1'], noValues]);
    const siblings = ['a', 'b'].map((id) => ({ service: id, flags: [['update-secrets', `API_KEY=${id}:1`]] as const }));
    expect(command({ ...spec, deployments: [...spec.deployments, ...siblings] })).toEqual([
      `${update} --update-secrets='API_KEY=<secret-id>:1'`,
    ]);
  });

  test("follows the contract's ids", () => {
    const contract = `environments: { staging: { region: r2, project: acme, secretId: "{kebab}-{environment}" } }
names: { API_KEY: {}, OTHER_KEY: { secretId: { staging: special } } }
services: { auth: {} }
`;
    const on = (name: string) => ({
      deployments: [auth([['clear-secrets', ''], noValues], { environment: 'staging' })],
      reads: [required(name)],
    });
    const start = 'gcloud run services update acme-auth --region=r2 --project=acme';
    expect(command(on('API_KEY'), contract)).toEqual([`${start} --update-secrets=API_KEY=api-key-staging:latest`]);
    expect(command(on('OTHER_KEY'), contract)).toEqual([`${start} --update-secrets=OTHER_KEY=special:latest`]);
  });

  test('quotes what the shell would take otherwise', () => {
    const spec = lacks('REDIS_PORT', [['clear-secrets', ''], noValues], { name: "it's $(x)", project: '$PROJECT' });
    expect(command(spec)).toEqual([
      `gcloud run services update 'it'\\''s $(x)' --region=r1 --project='<project>' --update-env-vars='REDIS_PORT=<value>'`,
    ]);
  });

  test('is for jobs and for containers too', () => {
    const more = { workload: 'job', container: 'main', name: '$NAME' };
    expect(command(lacks('REDIS_PORT', [['clear-secrets', ''], noValues], more))).toEqual([
      "gcloud run jobs update '<service>' --region=r1 --container=main --update-env-vars='REDIS_PORT=<value>'",
    ]);
  });

  test('holds no plain value', () => {
    const flags = [
      ['clear-secrets', ''],
      ['set-env-vars', 'X=hunter2'],
    ] as const;
    expect(JSON.stringify(mend(lacks('REDIS_PORT', flags)).fixes)).not.toContain('hunter2');
  });
});

describe('the edit', () => {
  const ids = 'ONE_KEY=one-key:1,TWO_KEY=two-key:1';

  test('appends to the list, once for each name', () => {
    const { script } = mend({
      deployments: [auth([['set-secrets', ids], noValues])],
      reads: [required('THREE_KEY'), required('FOUR_KEY')],
    });
    expect(script).toBe(
      'gcloud run deploy acme-auth --set-secrets=ONE_KEY=one-key:1,TWO_KEY=two-key:1,FOUR_KEY=four-key:1,THREE_KEY=three-key:1 --clear-env-vars=',
    );
  });

  test.each([
    ['no list of secrets', [['clear-secrets', ''], noValues]],
    ['no id is known', [['set-secrets', 'ONE_KEY=a:1,TWO_KEY=b:1'], noValues]],
    ['a run-time id from elsewhere', [['set-secrets', 'ONE_KEY=a:1'], noValues]],
  ] as const)('none: %s', (_, flags) => {
    const { fixes } = mend({ deployments: [auth(flags)], reads: [required('THREE_KEY')] });
    expect(fixes.map(({ edits }) => edits)).toEqual([[]]);
  });

  test('keeps the part of an id that run time fills, and the command asks for it', () => {
    const flags = [['set-secrets', 'ONE_KEY=one-key-$ENV:1,TWO_KEY=two-key-$ENV:1'], noValues] as const;
    const { fixes, script } = mend({ deployments: [auth(flags)], reads: [required('THREE_KEY')] });
    expect(script).toContain('two-key-$ENV:1,THREE_KEY=three-key-$ENV:1 ');
    expect(fixes[0]?.command).toContain("--update-secrets='THREE_KEY=<secret-id>:1'");
  });

  /** The text of a deployment written in a host, with the items at the marks `⟨…⟩`. */
  function inHost(marked: string): Mended {
    const tree = facts({ deployments: [auth([['set-secrets', ids], noValues])], reads: [required('THREE_KEY')] });
    const parts = marked.split(/[⟨⟩]/);
    let text = '';
    const ranges = parts.flatMap((part, i) => {
      const start = text.length;
      text += part;
      return i % 2 === 1 ? [{ path: 'deploy.sh', start, end: text.length }] : [];
    });
    const deployments = tree.deployments.map((deployment) => ({
      ...deployment,
      bindings: deployment.bindings.map((binding, i) => ({ ...binding, range: ranges[i] ?? binding.range })),
    }));
    const maskedText = (path: string) => (path === 'deploy.sh' ? text : tree.maskedText(path));
    const findings = checkFacts({ ...tree, deployments, maskedText }, { only: ['no-missing-binding'] });
    const fixes = findings.map(({ fix }) => fix);
    return {
      fixes,
      script: apply(
        text,
        fixes.flatMap(({ edits }) => edits),
      ),
    };
  }

  test.each([
    [
      'a quoted word',
      '"⟨ONE_KEY=one-key:1⟩,⟨TWO_KEY=two-key:1⟩"',
      '"ONE_KEY=one-key:1,TWO_KEY=two-key:1,THREE_KEY=three-key:1"',
    ],
    [
      'another delimiter',
      '"^;^⟨ONE_KEY=one-key:1⟩;⟨TWO_KEY=two-key:1⟩"',
      '"^;^ONE_KEY=one-key:1;TWO_KEY=two-key:1;THREE_KEY=three-key:1"',
    ],
    [
      'a list of strings',
      '["⟨ONE_KEY=one-key:1⟩",\n "⟨TWO_KEY=two-key:1⟩",\n]',
      '["ONE_KEY=one-key:1",\n "TWO_KEY=two-key:1",\n "THREE_KEY=three-key:1",\n]',
    ],
    [
      'lines',
      '⟨ONE_KEY=one-key:1⟩\n  ⟨TWO_KEY=two-key:1⟩\n',
      'ONE_KEY=one-key:1\n  TWO_KEY=two-key:1\n  THREE_KEY=three-key:1\n',
    ],
  ])('follows the form of the list: %s', (_, marked, expected) => {
    expect(inHost(marked).script).toBe(expected);
  });

  test.each([
    ['a table of names', '{"⟨ONE_KEY": "one-key:1⟩", "⟨TWO_KEY": "two-key:1⟩"}'],
    ['a comment between the items', '⟨ONE_KEY=one-key:1⟩, # two\n⟨TWO_KEY=two-key:1⟩'],
    ['something after the last item', '⟨ONE_KEY=one-key:1⟩,⟨TWO_KEY=two-key:1⟩$MORE'],
  ])('none: %s', (_, marked) => {
    expect(inHost(marked).fixes.map(({ edits }) => edits)).toEqual([[]]);
  });
});
