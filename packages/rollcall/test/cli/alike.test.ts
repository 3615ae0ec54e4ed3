import { expect, it } from 'vitest';
import { writeFolder } from '../support/git-repository.ts';
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
