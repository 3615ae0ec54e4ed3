import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractAppEngine, isAppEngineFile } from '../../src/formats/app-engine/index.ts';
import { projectDeployment, projectGap, readCases } from './project.ts';

function read(folder: string) {
  const readFile = (path: string) =>
    existsSync(join(folder, path)) ? { path, text: readFileSync(join(folder, path), 'utf8') } : null;
  const file = readFile('app.yaml');
  if (!file) throw new Error(`${folder} has no app.yaml`);
  return { text: file.text, found: extractAppEngine(file, readFile) };
}

describe('app-engine', () => {
  for (const { name, folder, expected } of readCases('app-engine')) {
    it(`reads ${name}`, () => {
      const { text, found } = read(folder);
      const projected = {
        deployments: found.deployments.map((deployment) => projectDeployment(deployment, text)),
        gaps: found.gaps.map((gap) => projectGap(gap, text)),
      };
      expect(JSON.parse(JSON.stringify(projected))).toEqual(expected);
    });
  }

  it.each([
    ['app.yaml', 'runtime: python312\n', true],
    ['deploy/api-prod.yaml', 'service: api\nruntime: nodejs20\n', true],
    ['app.staging.yaml', 'runtime: "go122"\n', true],
    ['app.yaml.tpl', 'runtime: nodejs20\n', true],
    ['serverless.yml', 'provider:\n  runtime: nodejs20.x\nservice: x\n', false],
    ['readthedocs.yaml', 'runtime: python312\n', false],
    ['app.py', 'runtime: python312\n', false],
  ])('tells a file of its kind: %s', (path, text, is) => {
    expect(isAppEngineFile(path, text)).toBe(is);
  });

  it('takes any text, and what it binds stands there', () => {
    const unit = fc.constantFrom(
      'runtime: go122\n',
      'env_variables:\n',
      '  A: b\n',
      '  ',
      '- ',
      ': ',
      'x',
      '"',
      '[',
      '{',
      '&a ',
      '*a',
      '\n',
      '#',
      '<<: ',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        for (const { bindings } of extractAppEngine({ path: 'app.yaml', text }, () => null).deployments)
          for (const { range } of bindings)
            expect(text.slice(range.start, range.end).length).toBe(range.end - range.start);
      }),
      { numRuns: 500 },
    );
    expect(extractAppEngine({ path: 'app.yaml', text: `a: ${'['.repeat(100_000)}` }, () => null).gaps).toMatchObject([
      { reason: 'syntax-error', names: 'all' },
    ]);
  });
});
