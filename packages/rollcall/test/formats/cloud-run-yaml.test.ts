import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractCloudRunYaml, mentionsCloudRun } from '../../src/formats/cloud-run-yaml/index.ts';
import { projectDeployment, projectGap, readCases } from './project.ts';

describe('cloud-run-yaml', () => {
  for (const { name, folder, expected } of readCases('cloud-run-yaml')) {
    it(`reads ${name}`, () => {
      const path = readdirSync(folder).find((file) => file !== 'expected.json') ?? '';
      const text = readFileSync(join(folder, path), 'utf8');
      const read = extractCloudRunYaml({ path, text });
      const projected = {
        deployments: read.deployments.map((deployment) => projectDeployment(deployment, text)),
        gaps: read.gaps.map((gap) => projectGap(gap, text)),
      };
      expect(JSON.parse(JSON.stringify(projected))).toEqual(expected);
    });
  }

  it('says what Cloud Run refuses of names that it sets itself', () => {
    const text =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: x}\nspec:\n  template:\n    spec:\n      containers:\n' +
      '      - image: x\n        env:\n        - {name: PORT, value: "80"}\n        - {name: A, value: b}\n';
    const [deployment] = extractCloudRunYaml({ path: 'x.yaml', text }).deployments;
    expect(deployment?.malformed?.map(({ flag, name, refused }) => [flag, name, refused])).toEqual([
      ['env', 'PORT', true],
    ]);
    expect(deployment?.gaps.map(({ reason, names }) => [reason, names])).toEqual([['malformed-flag', ['PORT']]]);
  });

  it('passes over files that do not speak of Cloud Run', () => {
    expect(mentionsCloudRun('apiVersion: v1\nkind: Service\n')).toBe(false);
    expect(mentionsCloudRun('apiVersion: serving.knative.dev/v1')).toBe(true);
  });

  it('does not follow what a hostile file multiplies or nests', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) =>
        `b${i}: &b${i} {<<: [${Array(9)
          .fill(i === 0 ? '*a' : `*b${i - 1}`)
          .join(',')}]}`,
    );
    const head = `a: &a {x: 1}\n${levels.join('\n')}\napiVersion: serving.knative.dev/v1\nkind: Service\n`;
    const multiplied = extractCloudRunYaml({
      path: 'x.yaml',
      text: `${head}spec: {template: {spec: {containers: [*b8]}}}`,
    });
    expect(multiplied.deployments.map((deployment) => deployment.bindings)).toEqual([[]]);
    const nested = extractCloudRunYaml({ path: 'x.yaml', text: `# serving.knative.dev/\n${'['.repeat(100_000)}` });
    expect(nested.gaps).toMatchObject([{ reason: 'syntax-error', names: 'all' }]);
  });

  it('takes any text', () => {
    const word = fc.constantFrom(
      'apiVersion: serving.knative.dev/v1\nkind: Service\n',
      'spec:\n',
      '  template:\n',
      '    spec:\n',
      '      containers:\n',
      '      - image: x\n',
      '        env:\n',
      '        - name: A\n',
      '          value: "{{ x }}"\n',
      '{{- if .X }}\n',
      '{{ end }}\n',
      '{{',
      '}}',
      '{%',
      '${',
      '&a ',
      '*a',
      '<<: *a\n',
      '- ',
      ': ',
      '\n---\n',
      '"',
      "'",
      '|\n',
      '[',
      ']',
      '{',
      '}',
      '\t',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 30 }), (parts) => {
        const text = `# run.googleapis.com/x\n${parts.join('')}`;
        const read = extractCloudRunYaml({ path: 'x.yaml', text });
        for (const { bindings } of read.deployments)
          for (const { range, name } of bindings) {
            expect(range.start).toBeGreaterThanOrEqual(0);
            expect(range.end).toBeLessThanOrEqual(text.length);
            if (/^[A-Z]+$/.test(name)) expect(text.slice(range.start, range.end)).toContain(name);
          }
      }),
      { numRuns: 400 },
    );
  });

  it('gives each container of generated services what is written for it', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/);
    const entry = fc.record({
      name,
      secret: fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/),
      version: fc.nat({ max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), fc.boolean(), (entries, json) => {
        const env = entries.map((one) => ({
          name: one.name,
          valueFrom: { secretKeyRef: { name: one.secret, key: String(one.version) } },
        }));
        const service = {
          apiVersion: 'serving.knative.dev/v1',
          kind: 'Service',
          metadata: { name: 'x' },
          spec: { template: { spec: { containers: [{ image: 'i', env }] } } },
        };
        const text = JSON.stringify(service, null, json ? 2 : 0);
        const [deployment] = extractCloudRunYaml({ path: 'service.json', text }).deployments;
        expect(
          deployment?.bindings.map(({ name, source, range }) => {
            const written = text.slice(range.start, range.end);
            expect(written.startsWith('"name"')).toBe(true);
            return source.kind === 'secret' && written.includes(`"${name}"`) && [name, source.secret, source.version];
          }),
        ).toEqual(entries.map((one) => [one.name, one.secret, String(one.version)]));
      }),
    );
  });
});
