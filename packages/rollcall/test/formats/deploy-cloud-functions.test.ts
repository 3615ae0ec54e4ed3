import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractDeployCloudFunctions, isDeployCloudFunctions } from '../../src/formats/deploy-cloud-functions/index.ts';
import { asWritten, literal } from '../../src/model/text.ts';
import { place, projectDeployment, projectGap, readCases } from './project.ts';
import { readStep } from './workflow-step.ts';

describe('deploy-cloud-functions', () => {
  for (const { name, folder, expected } of readCases('deploy-cloud-functions')) {
    it(`reads ${name}`, () => {
      const source = readFileSync(join(folder, 'step.yml'), 'utf8');
      const read = extractDeployCloudFunctions(readStep(source, 'step.yml'));
      const projected = {
        deployments: read.deployments.map((deployment) => projectDeployment(deployment, source)),
        envFiles: read.envFiles.map(({ file, range }) => ({ file: asWritten(file), at: place(range, source) })),
        gaps: read.gaps.map((gap) => projectGap(gap, source)),
      };
      expect(JSON.parse(JSON.stringify(projected))).toEqual(expected);
    });
  }

  it('knows its action by name, at any version and in its old repository', () => {
    expect(isDeployCloudFunctions('google-github-actions/deploy-cloud-functions@v3')).toBe(true);
    expect(isDeployCloudFunctions('GoogleCloudPlatform/github-actions/deploy-cloud-functions@master')).toBe(true);
    expect(isDeployCloudFunctions('google-github-actions/deploy-cloudrun@v2')).toBe(false);
    expect(isDeployCloudFunctions('me/google-github-actions/deploy-cloud-functions@v2')).toBe(false);
  });

  it('takes any inputs; each binding stands where it says, and no value is told', () => {
    const names = ['env_vars', 'environment_variables', 'secrets', 'secret_environment_variables', 'secret_volumes'];
    const unit = fc.constantFrom('A', 'b', '=', ',', '\n', '/', '\\', ' ', '#', ':', '{', '}', '__proto__', '🚀');
    fc.assert(
      fc.property(
        fc.constantFrom('v0', 'v2', 'v3', 'main', ''),
        fc.constantFrom(...names),
        fc.string({ unit }),
        (version, input, text) => {
          const range = { path: 's.yml', start: 0, end: text.length };
          const read = extractDeployCloudFunctions({
            action: literal(`google-github-actions/deploy-cloud-functions@${version}`),
            with: new Map([[input, literal(text, range, true)]]),
            range,
          });
          const [deployment] = read.deployments;
          for (const { name, range: at } of deployment?.bindings ?? []) {
            const key = text.slice(at.start, at.end).replace(/\\(.)/gs, '$1');
            expect(key.startsWith(name)).toBe(true);
          }
          expect(deployment?.open).toBe(deployment?.gaps.some((gap) => gap.names === 'all'));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
