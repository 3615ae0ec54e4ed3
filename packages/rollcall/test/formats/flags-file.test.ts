import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandFlagsFiles, extractGcloud } from '../../src/formats/gcloud/index.ts';
import { asWritten, literal } from '../../src/model/text.ts';
import { commandOf } from './shell-words.ts';

function deploy(files: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const command = expandFlagsFiles(commandOf('gcloud', 'run', 'deploy', 'x', ...words), (name) => {
    const path = asWritten(name);
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    return text === undefined ? null : { path, text: literal(text, { path, start: 0, end: text.length }, true) };
  });
  const [deployment] = extractGcloud(command).deployments;
  if (!deployment) throw new Error('no deployment');
  return deployment;
}

describe('--flags-file', () => {
  const text = '--set-secrets:\n  A: a:1\n  B: "b:2"\n--set-env-vars:\n  C: "one, two"\n--region: us-east1\n--quiet:\n';

  it('gives its flags, each at its place; what is lexed already needs no delimiter', () => {
    const deployment = deploy({ 'flags.yaml': text }, '--flags-file=flags.yaml');
    expect(deployment).toMatchObject({ open: false, gaps: [], malformed: [], closes: ['secret', 'value'] });
    expect(deployment.bindings.map(({ name, range }) => [name, text.slice(range.start, range.end)])).toEqual([
      ['C', 'C: "one, two"'],
      ['A', 'A: a:1'],
      ['B', 'B: "b:2"'],
    ]);
  });

  it('may be a list, name others, and stand as a word of its own', () => {
    const files = {
      'a.yaml': '- --update-secrets:\n    A: a:1\n- --flags-file: [b.yaml]\n',
      'b.yaml': '{"--update-env-vars": "B=1,C=2"}',
    };
    expect(deploy(files, '--flags-file', 'a.yaml').bindings.map(({ name }) => name)).toEqual(['B', 'C', 'A']);
  });

  it.each([
    ['is not there', {}],
    ['names itself', { 'a.yaml': '--flags-file: a.yaml\n' }],
    ['is no map of flags', { 'a.yaml': 'just a text' }],
    ['does not parse', { 'a.yaml': '--set-env-vars: {{ .Values }}\n' }],
    ['goes too deep', { 'a.yaml': `--set-env-vars: ${'['.repeat(10_000)}` }],
  ])('leaves the list open where it %s', (_, files) => {
    expect(deploy(files, '--flags-file=a.yaml')).toMatchObject({ open: true, gaps: [{ reason: 'unread-hand-over' }] });
  });

  it('takes any text', () => {
    const unit = fc.constantFrom(
      '--set-env-vars',
      '--flags-file',
      ': ',
      '\n',
      '  A: b',
      '- ',
      '"',
      '{',
      '[',
      'a.yaml',
      '&x ',
      '*x',
    );
    fc.assert(fc.property(fc.string({ unit }), (any) => void deploy({ 'a.yaml': any }, '--flags-file=a.yaml')));
  });
});
