import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractDeployCloudrun, isDeployCloudrun } from '../../src/formats/deploy-cloudrun/index.ts';
import { bindingsFromActionFile } from '../../src/formats/google-actions/index.ts';
import { asWritten } from '../../src/model/text.ts';
import { place, projectDeployment, projectGap, readCases } from './project.ts';
import { readStep } from './workflow-step.ts';

describe('deploy-cloudrun', () => {
  for (const { name, folder, expected } of readCases('deploy-cloudrun')) {
    it(`reads ${name}`, () => {
      const source = readFileSync(join(folder, 'step.yml'), 'utf8');
      const read = extractDeployCloudrun(readStep(source, 'step.yml'));
      const projected = {
        deployments: read.deployments.map((deployment) => projectDeployment(deployment, source)),
        manifests: read.manifests.map(({ file }) => asWritten(file)),
        envFiles: read.envFiles.map(({ file, range }) => ({ file: asWritten(file), at: place(range, source) })),
        gaps: read.gaps.map((gap) => projectGap(gap, source)),
      };
      expect(JSON.parse(JSON.stringify(projected))).toEqual(expected);
    });
  }

  it('knows its action by name, at any version', () => {
    expect(isDeployCloudrun('google-github-actions/deploy-cloudrun@v2')).toBe(true);
    expect(isDeployCloudrun('google-github-actions/deploy-cloudrun@1b5146f31868e72ebd49ebbacf4011aaaf247553')).toBe(
      true,
    );
    expect(isDeployCloudrun('google-github-actions/deploy-cloud-functions@v2')).toBe(false);
  });

  it.each([
    ['pairs', 'A=1\nB=x\\,y', ['A', 'B']],
    ['JSON', '{"A": "1", "B": "2"}', ['A', 'B']],
    ['YAML', 'A: one\nB: "two"\n', ['A', 'B']],
  ])('reads a file of variables in %s', (_, text, names) => {
    expect(bindingsFromActionFile(text, 'vars').bindings.map((binding) => binding.name)).toEqual(names);
  });
});
