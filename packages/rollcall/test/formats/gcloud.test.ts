import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bindingsFromEnvFile, extractGcloud, joinEnvFile } from '../../src/formats/gcloud/index.ts';
import { asWritten } from '../../src/model/text.ts';
import { place, projectDeployment, projectGap, readCases } from './project.ts';
import { readCommand } from './shell-words.ts';

describe('gcloud', () => {
  for (const { name, folder, expected } of readCases('gcloud')) {
    it(`reads ${name}`, () => {
      const source = readFileSync(join(folder, 'deploy.sh'), 'utf8');
      const read = extractGcloud(readCommand(source, 'deploy.sh'));
      const projected = {
        deployments: read.deployments.map((deployment) => projectDeployment(deployment, source)),
        manifests: read.manifests.map(({ file, range }) => ({ file: asWritten(file), at: place(range, source) })),
        envFiles: read.envFiles.map(({ file, deployment, range }) => ({
          file: asWritten(file),
          deployment,
          at: place(range, source),
        })),
        gaps: read.gaps.map((gap) => projectGap(gap, source)),
      };
      expect(JSON.parse(JSON.stringify(projected))).toEqual(expected);
    });
  }
});

describe('names that Cloud Run sets itself', () => {
  const told = (source: string): readonly unknown[] =>
    extractGcloud(readCommand(source, 'deploy.sh')).deployments.flatMap(({ malformed = [], gaps }) => [
      ...malformed.map(({ flag, name, refused, range }) => [flag, name, refused, source.slice(range.start, range.end)]),
      ...gaps.map(({ reason, names }) => [reason, names]),
    ]);

  it.each([
    ['run deploy', 'PORT', '--set-env-vars'],
    ['run services update', 'K_SERVICE', '--update-env-vars'],
    ['run deploy', 'K_REVISION', '--update-secrets'],
    ['run jobs deploy', 'CLOUD_RUN_JOB', '--set-env-vars'],
  ])('are refused by gcloud %s: %s in %s', (verb, name, flag) => {
    expect(told(`gcloud ${verb} x ${flag}=A=b:1,${name}=c:1`)).toEqual([
      [flag, name, true, `${name}=c:1`],
      ['malformed-flag', [name]],
    ]);
  });

  it.each([
    'run jobs deploy x --set-env-vars=PORT=1,K_SERVICE=x',
    'run deploy x --remove-env-vars=PORT',
    'run worker-pools deploy x --set-env-vars=PORT=1',
    'run deploy x --container=a --set-env-vars=PORT=1 --container=b --set-env-vars=B=c',
    'run deploy x --set-env-vars=PORTS=1,port=2',
  ])('are others: gcloud %s', (line) => {
    expect(told(`gcloud ${line}`)).toEqual([]);
  });

  it('are refused in a file of variables', () => {
    const { deployments, envFiles } = extractGcloud(readCommand('gcloud run deploy x --env-vars-file=e.yaml', 'd.sh'));
    const [deployment] = deployments;
    const [reference] = envFiles;
    const text = 'A: b\nPORT: "80"\n';
    const joined =
      deployment && reference ? joinEnvFile(deployment, reference, bindingsFromEnvFile(text, 'e.yaml')) : null;
    expect(joined?.malformed?.map(({ name, range }) => [name, text.slice(range.start, range.end)])).toEqual([
      ['PORT', 'PORT: "80"'],
    ]);
  });
});
