// biome-ignore-all lint/suspicious/noTemplateCurlyInString: manifests hold such places
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractKubernetes, fillSubstitutions, mentionsKubernetes } from '../../src/formats/kubernetes/index.ts';
import { filesOf, projectFact, projectGapIn, readTree } from './manifest-cases.ts';
import { readCases } from './project.ts';

function extract(tree: ReadonlyMap<string, string>) {
  const paths = [...tree.keys()].filter(
    (path) => mentionsKubernetes(path, tree.get(path) ?? '') || /templates|values/.test(path),
  );
  return extractKubernetes(paths.sort(), filesOf(tree, fillSubstitutions));
}

describe('kubernetes', () => {
  for (const { name, folder, expected } of readCases('kubernetes')) {
    it(`reads ${name}`, () => {
      const tree = readTree(folder);
      const { deployments, gaps } = extract(tree);
      const projected = {
        deployments: deployments.map(({ fact, entry }) => ({ entry, ...projectFact(fact, tree) })),
        gaps: gaps.map((gap) => projectGapIn(gap, tree)),
      };
      expect(JSON.parse(JSON.stringify(projected))).toEqual(expected);
    });
  }

  it('passes over files that are no manifests', () => {
    expect(mentionsKubernetes('a.yaml', 'kind: x\n')).toBe(false);
    expect(mentionsKubernetes('a.yaml', 'apiVersion: v1\nkind: Pod\n')).toBe(true);
    expect(mentionsKubernetes('kustomization.yaml', '')).toBe(true);
  });

  it('is bounded where aliases multiply and brackets nest', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) =>
        `b${i}: &b${i} {<<: [${Array(9)
          .fill(i === 0 ? '*a' : `*b${i - 1}`)
          .join(',')}]}`,
    );
    const head = `a: &a {x: 1}\n${levels.join('\n')}\napiVersion: apps/v1\nkind: Deployment\n`;
    const multiplied = extract(new Map([['x.yaml', `${head}spec: {template: {spec: {containers: [*b8]}}}`]]));
    expect(multiplied.deployments.map(({ fact }) => fact.bindings)).toEqual([[]]);
    const nested = extract(new Map([['x.yaml', `apiVersion: apps/v1\nkind: Deployment\nspec: ${'['.repeat(50_000)}`]]));
    expect(nested.gaps).toMatchObject([{ reason: 'syntax-error', names: 'all' }]);
    const tags = extract(new Map([['x.yaml', `apiVersion: apps/v1\nkind: Deployment\n${'{{ x }}\n'.repeat(5_000)}`]]));
    expect(tags.gaps).toMatchObject([{ reason: 'syntax-error', names: 'all' }]);
  });

  const words = fc.constantFrom(
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec:\n  template:\n    spec:\n      containers:\n      - image: x\n',
    '        env:\n        - name: ABC\n          value: "{{ .Values.a }}"\n',
    '        envFrom:\n        - secretRef: {name: s}\n',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {KEY: a}\n',
    '{{- range $k, $v := .Values.env }}\n        - name: {{ $k }}\n          value: {{ $v | quote }}\n{{- end }}\n',
    '{{- if .Values.x }}\n',
    '{{ end }}\n',
    '{{- else }}\n',
    '{{ include "a" . | nindent 8 }}\n',
    '{{ toYaml .Values.env | indent 4 }}',
    '{{ printf "%s" (default .a "b") }}',
    '{{ define "a" }}',
    'resources: [x.yaml, ../]\n',
    'patches: [{patch: "- op: remove\\n  path: /spec"}]\n',
    'a:\n  b: c\n',
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
    '}',
    '\t',
    '\u0000',
    '__proto__',
  );
  const someText = fc.array(fc.oneof(words, fc.string()), { maxLength: 20 }).map((parts) => parts.join(''));

  it('takes any text, and what it claims stands in the text', () => {
    const paths = fc.subarray([
      'x.yaml',
      'kustomization.yaml',
      'base/kustomization.yaml',
      'Chart.yaml',
      'values.yaml',
      'values-a.yaml',
      'templates/a.yaml',
      'templates/_h.tpl',
    ]);
    fc.assert(
      fc.property(
        paths.chain((some) => fc.tuple(...some.map((path) => someText.map((text) => [path, text] as const)))),
        (entries) => {
          const tree = new Map(entries);
          for (const { fact } of extract(tree).deployments)
            for (const { range, name, target, related } of fact.bindings) {
              for (const one of [range, ...related]) {
                const text = tree.get(one.path) ?? '';
                expect(one.start).toBeGreaterThanOrEqual(0);
                expect(one.end).toBeGreaterThanOrEqual(one.start);
                expect(one.end).toBeLessThanOrEqual(text.length);
              }
              const source = (tree.get(range.path) ?? '').slice(range.start, range.end);
              if (target === 'env' && /^(ABC|KEY)$/.test(name)) expect(source).toContain(name);
            }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives each container of generated workloads what is written for it', () => {
    const entry = fc.record({
      name: fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/),
      secret: fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/),
      key: fc.stringMatching(/^[a-z][a-z0-9_.-]{0,10}$/),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { maxLength: 8, selector: (one) => one.name }),
        fc.boolean(),
        (entries, spaced) => {
          const env = entries.map(({ name, secret, key }) => ({
            name,
            valueFrom: { secretKeyRef: { name: secret, key } },
          }));
          const object = {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: { name: 'x' },
            spec: { template: { spec: { containers: [{ image: 'i', env }] } } },
          };
          const text = JSON.stringify(object, null, spaced ? 2 : 0);
          const { deployments } = extract(new Map([['x.yaml', text]]));
          expect(
            deployments[0]?.fact.bindings.map(({ name, source, range }) => {
              const written = text.slice(range.start, range.end);
              return (
                source.kind === 'secret' &&
                written.startsWith('"name"') &&
                written.includes(`"${name}"`) && [name, source.secret]
              );
            }),
          ).toEqual(entries.map(({ name, secret, key }) => [name, `${secret}/${key}`]));
        },
      ),
    );
  });
});
