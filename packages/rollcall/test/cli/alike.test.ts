import { expect, it } from 'vitest';
import { makeRepository, writeFolder } from '../support/git-repository.ts';
import { pythonService } from '../support/services.ts';
import { rollcall } from './run-cli.ts';

it('tells names that one list gives twice under one heading, and each by itself in JSON', () => {
  const names = ['A', 'B', 'C', 'D'];
  const list = (version: number): string => names.map((name) => `${name}=${name.toLowerCase()}:${version}`).join(',');
  const folder = writeFolder({
    ...pythonService('auth', ...names.map((name) => `${name} = os.environ["${name}"]`)),
    'deploy.sh': `gcloud run deploy auth --source=auth --region=us-central1 --set-secrets=${list(1)},${list(2)} --clear-env-vars\n`,
  });
  const text = rollcall(folder, ['check']).stdout;
  expect(text.match(/no-duplicate-binding/g)).toHaveLength(1);
  expect(text).toContain('warning  4 names  no-duplicate-binding');
  expect(text).toContain('A, B, C, D');
  const { findings } = JSON.parse(rollcall(folder, ['check', '--format', 'json']).stdout);
  expect(findings.map(({ name }: { name: string }) => name)).toEqual(names);
});

it('explains a name of a commit as one of the files on disk', () => {
  const files = {
    ...pythonService('auth', 'KEY = os.environ["KEY"]'),
    'deploy.sh': 'gcloud run deploy auth --source=auth --set-secrets=KEY=key:1\n',
  };
  const { folder } = makeRepository([{ files, message: 'Deploy' }]);
  const onDisk = rollcall(folder, ['explain', 'KEY']);
  expect(onDisk.stdout).toContain('deploy.sh:1');
  expect(rollcall(folder, ['explain', 'KEY', '--ref', 'HEAD'])).toEqual(onDisk);
  expect(rollcall(folder, ['check', '--explain', 'KEY', '--ref', 'HEAD'])).toEqual(onDisk);
});
