// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files hold such places
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractCompose, interpolate, isCompose } from '../../src/formats/compose/index.ts';
import { filesOf, projectFact, projectGapIn, readTree } from './manifest-cases.ts';
import { readCases } from './project.ts';

function extract(tree: ReadonlyMap<string, string>) {
  const files = filesOf(tree, interpolate);
  const paths = [...tree.keys()].filter((path) => /\.ya?ml$/.test(path) && isCompose(path, files));
  return extractCompose(paths.sort(), files);
}

describe('compose', () => {
  for (const { name, folder, expected } of readCases('compose')) {
    it(`reads ${name}`, () => {
      const tree = readTree(folder);
      const { deployments, gaps } = extract(tree);
      const projected = {
        deployments: deployments.map(({ fact, entry, build }) => ({
          entry,
          build: build && [build.folder, build.file],
          ...projectFact(fact, tree),
        })),
        gaps: gaps.map((gap) => projectGapIn(gap, tree)),
      };
      expect(JSON.parse(JSON.stringify(projected))).toEqual(expected);
    });
  }

  it('tells a compose file by what it holds', () => {
    const is = (path: string, text: string) => isCompose(path, filesOf(new Map([[path, text]]), interpolate));
    expect(is('local.yml', 'services:\n  a: {image: x}\n')).toBe(true);
    expect(is('services.yaml', 'services:\n  App\\Mailer: {class: x}\n')).toBe(false);
    expect(is('ci.yml', 'services:\n  a: {image: x}\njobs: {}\n')).toBe(false);
    expect(is('docker-compose.yml', 'services: []\n')).toBe(false);
  });

  it('is bounded where references nest, and tells what is too much', () => {
    const withValue = (value: string) =>
      extract(new Map([['compose.yml', `services:\n  a:\n    image: x\n    environment:\n      A: "${value}"\n`]]));
    const begun = Date.now();
    expect(withValue(`${'$'}{A:-${'${B}$'.repeat(20_000)}`).deployments).toHaveLength(1);
    expect(withValue('$'.repeat(100_000)).deployments).toHaveLength(1);
    expect(withValue('${A'.repeat(20_000)).gaps).toMatchObject([{ reason: 'syntax-error', names: 'all' }]);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  it('takes any text, and what it claims stands in the text', () => {
    const words = fc.constantFrom(
      'services:\n  web:\n    image: x\n',
      '    environment:\n      ABC: ${X:-y}\n',
      '    environment: [ABC=1, DEF]\n',
      '    env_file: [.env, {path: a.env}]\n',
      '    extends: {file: compose.yml, service: web}\n',
      '    build: {context: ., dockerfile: ${D}}\n',
      '    secrets: [s]\n',
      '    volumes: [".:/app"]\n',
      'x-a: &a {b: c}\n',
      '<<: *a\n',
      'ABC=1\n',
      '${',
      '$$',
      '"',
      "'",
      '- ',
      ': ',
      '\n---\n',
      '[',
      '}',
      '\u0000',
      '__proto__',
    );
    const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 20 }).map((parts) => parts.join(''));
    const paths = fc.subarray(['compose.yml', 'compose.override.yml', 'docker-compose.prod.yml', '.env', 'a.env']);
    fc.assert(
      fc.property(
        paths.chain((some) => fc.tuple(...some.map((path) => text.map((own) => [path, own] as const)))),
        (entries) => {
          const tree = new Map(entries);
          for (const { fact } of extract(tree).deployments)
            for (const { range, name, target } of fact.bindings) {
              const own = tree.get(range.path) ?? '';
              expect(range.start).toBeGreaterThanOrEqual(0);
              expect(range.end).toBeLessThanOrEqual(own.length);
              if (target === 'env' && name === 'ABC') expect(own.slice(range.start, range.end)).toContain(name);
            }
        },
      ),
      { numRuns: 300 },
    );
  });
});
