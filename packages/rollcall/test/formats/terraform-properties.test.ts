import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { extractTerraform, loadHclGrammar } from '../../src/formats/terraform/index.ts';
import { readCases } from './project.ts';
import { extractFrom, moduleFiles, readFolder } from './terraform-files.ts';

beforeAll(loadHclGrammar);

const CASES = readCases('terraform').map(({ folder }) => readFolder(folder));

const WORDS = fc.constantFrom(
  'resource "google_cloud_run_v2_service" "x" {\n',
  'resource "google_cloud_run_service" "y" {\n',
  'template {\n',
  'containers {\n',
  'env {\n',
  'dynamic "env" {\n',
  'content {\n',
  'for_each = local.a\n',
  'name = env.key\n',
  'name = "A"\n',
  'value = "${',
  'locals {\n',
  'a = merge(local.a, {',
  'a = [for x in local.a : x if x]\n',
  'b = { for k, v in local.b : v => k... }\n',
  'module "m" {\nsource = "./"\n',
  'variable "v" {\ndefault = ',
  '}\n',
  '}}}}}\n',
  '<<-EOT\n',
  'EOT\n',
  '"',
  '${',
  '%{ if ',
  '%{ endif }',
  '[',
  ']',
  '(',
  ')',
  '{',
  '?',
  ':',
  '=',
  '...',
  '[*]',
  '.0',
  '/*',
  '#',
  '__proto__ = ',
  'toset(',
  'try(',
  '\u0000',
  '\ufeff',
  '\r\n',
  'ü😀',
);

/** Every place that is told lies in its file, and a name that stands as it is written is found there. */
function checkPlaces(texts: ReadonlyMap<string, string>, folder: string): void {
  const { deployments, gaps } = extractTerraform(moduleFiles(texts), folder);
  const inside = (range: { path: string; start: number; end: number } | null): void => {
    if (!range) return;
    const length = texts.get(range.path)?.length ?? -1;
    expect(range.start).toBeGreaterThanOrEqual(0);
    expect(range.end).toBeGreaterThanOrEqual(range.start);
    expect(range.end).toBeLessThanOrEqual(length);
  };
  for (const gap of gaps) inside(gap.range);
  for (const { fact } of deployments) {
    inside(fact.range);
    for (const place of fact.hidden ?? []) inside(place);
    for (const gap of fact.gaps) inside(gap.range);
    for (const { range, related } of fact.bindings) for (const place of [range, ...related]) inside(place);
  }
}

describe('terraform, whatever it is given', () => {
  it('takes any text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: WORDS }, fc.string()), { maxLength: 40 }), (parts) => {
        checkPlaces(new Map([['main.tf', parts.join('')]]), '');
        checkPlaces(new Map([['main.tf.json', parts.join('')]]), '');
      }),
      { numRuns: 300 },
    );
  });

  it('takes real text that was cut, doubled or spliced', () => {
    const cut = fc.record({
      of: fc.nat(),
      at: fc.nat(),
      length: fc.nat({ max: 60 }),
      put: fc.oneof(WORDS, fc.string()),
    });
    fc.assert(
      fc.property(fc.constantFrom(...CASES), fc.array(cut, { minLength: 1, maxLength: 4 }), (files, cuts) => {
        const texts = new Map(files);
        const paths = [...texts.keys()];
        for (const { of, at, length, put } of cuts) {
          const path = paths[of % paths.length] ?? '';
          const text = texts.get(path) ?? '';
          const start = at % (text.length + 1);
          texts.set(path, text.slice(0, start) + put + text.slice(start + length));
        }
        checkPlaces(texts, paths.some((path) => path.startsWith('envs/staging/')) ? 'envs/staging' : '');
      }),
      { numRuns: 300 },
    );
  });

  it('does not follow what a few lines multiply', () => {
    const doubled = Array.from({ length: 40 }, (_, i) => `l${i + 1} = concat(local.l${i}, local.l${i})`).join('\n');
    const longer = Array.from({ length: 40 }, (_, i) => `t${i + 1} = "\${local.t${i}}\${local.t${i}}"`).join('\n');
    const nested = 'e = [for a in local.l9 : [for b in local.l9 : [for c in local.l9 : "x"]]]';
    const env = ['l40', 't40', 'e'].map(
      (name) => `dynamic "env" {\nfor_each = local.${name}\ncontent {\nname = env.value\n}\n}`,
    );
    const text = `locals {\nl0 = ["A", "B"]\nt0 = "ab"\n${doubled}\n${longer}\n${nested}\n}
resource "google_cloud_run_v2_service" "x" {\nname = "x"\ntemplate {\ncontainers {\n${env.join('\n')}\n}\n}\n}`;
    const { deployments } = extractFrom({ 'main.tf': text });
    expect(deployments.map(({ fact }) => fact.open)).toEqual([true]);
  });

  it('does not follow what nests without an end', () => {
    const deep = `locals {\na = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\nb = ${'['.repeat(20_000)}\n}`;
    expect(() => extractFrom({ 'main.tf': deep })).not.toThrow();
    expect(() => extractFrom({ 'main.tf.json': '['.repeat(100_000) })).not.toThrow();
    const blocks = `${'a {\n'.repeat(5_000)}${'}\n'.repeat(5_000)}`;
    expect(() => extractFrom({ 'main.tf': blocks })).not.toThrow();
  });
});

describe('terraform, as it is generated', () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/);
  const entry = fc.record({ name, secret: fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/), version: fc.nat({ max: 99 }) });
  const entries = fc.uniqueArray(entry, { maxLength: 8, selector: (one) => one.name });

  /** The same environment by blocks, by a map that is gone through, and by a list. */
  const forms: readonly ((all: readonly { name: string; secret: string; version: number }[]) => string)[] = [
    (all) =>
      all
        .map(
          (one) =>
            `env {\nname = "${one.name}"\nvalue_source {\nsecret_key_ref {\nsecret = "${one.secret}"\nversion = "${one.version}"\n}\n}\n}`,
        )
        .join('\n'),
    (all) => `dynamic "env" {
  for_each = { ${all.map((one) => `${one.name} = { s = "${one.secret}", v = ${one.version} }`).join(', ')} }
  content {\nname = env.key\nvalue_source {\nsecret_key_ref {\nsecret = env.value.s\nversion = env.value["v"]\n}\n}\n}\n}`,
    (all) => `dynamic "env" {
  for_each = [for x in [${all.map((one) => `["${one.name}", "projects/p/secrets/${one.secret}", "${one.version}"]`).join(', ')}] : { n = x[0], s = x[1], v = x[2] }]
  iterator = it
  content {\nname = it.value.n\nvalue_source {\nsecret_key_ref {\nsecret = it.value.s\nversion = it.value.v\n}\n}\n}\n}`,
  ];

  it('gives each name what is written for it, in whatever form', () => {
    fc.assert(
      fc.property(entries, fc.constantFrom(...forms), (all, form) => {
        const text = `resource "google_cloud_run_v2_service" "x" {\nname = "x"\ntemplate {\ncontainers {\nimage = "i"\n${form(all)}\n}\n}\n}`;
        const [deployment] = extractFrom({ 'main.tf': text }).deployments;
        const read = deployment?.fact.bindings.map(({ name: own, source, range }) => {
          expect(text.slice(range.start, range.end)).toContain(own);
          return source.kind === 'secret' && [own, source.secret, source.version];
        });
        expect(read).toEqual(all.map((one) => [one.name, one.secret, String(one.version)]));
        expect(deployment?.fact.open).toBe(false);
      }),
    );
  });
});
