import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractGcloud } from '../../src/formats/gcloud/index.ts';
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
