// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text holds such places
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWorkflow } from '../../src/carriers/github-actions/workflow.ts';
import { evaluateShell } from '../../src/carriers/shell/evaluate.ts';
import { wrongSpans } from './facts.ts';

const FRAGMENTS = [
  ...[
    'gcloud',
    'run',
    '--set-secrets',
    'A=a:latest',
    '"',
    "'",
    '$',
    '${',
    '}',
    '$(',
    ')',
    '`',
    '(',
    '((',
    '))',
    '[[',
    ']]',
    '[',
    ']',
    '{',
    '|',
    '||',
    '&&',
    ';',
    ';;',
    '\n',
  ],
  ...[
    'if',
    'then',
    'elif',
    'else',
    'fi',
    'case',
    'in',
    'esac',
    'for',
    'do',
    'done',
    'while',
    'true',
    'function f',
    'f()',
    'X=',
    'X+=(',
    '"$X"',
    '${X:-y}',
    '${X[@]}',
    '"$@"',
    '$1',
  ],
  ...[
    '<<EOF\n',
    '\nEOF\n',
    '<<<',
    '<(',
    '>',
    '2>&1',
    '\\',
    '\\\n',
    '\r\n',
    '\t',
    ' ',
    '#',
    '!',
    '*',
    '=',
    '==',
    '${{ x }}',
    '\0',
    '\uE000',
    '😀',
    '{a,b}',
    '{1..9}',
    'eval',
    'bash -c',
    'read',
    'exit',
    'return',
    'break',
    'shift',
    'local',
    'export',
    'declare -A',
  ],
];
const shellText = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 5 })), { maxLength: 40 })
  .map((parts) => parts.join(' '));

describe('any text', () => {
  it('is evaluated as a script, and every exact piece is the text at its range', () => {
    fc.assert(
      fc.property(fc.oneof(shellText, fc.string({ unit: 'binary', maxLength: 200 })), (script) => {
        const { commands } = evaluateShell({ path: 'x', script, readScript: () => ({ path: 'y', text: script }) });
        expect(wrongSpans(commands, 'x', script)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  it('is read as a workflow', () => {
    const lines = fc.constantFrom(
      'on: push',
      'jobs:',
      '  a:',
      '    steps:',
      '      - run: |',
      '          gcloud x',
      '      - uses: a/b@v1',
      '        with: {a: b}',
      '&a',
      '*a',
      '<<: *a',
      'env: {A: "${{ b }}"}',
      'EOF',
      '- ',
      '? ',
      '"',
      '\t',
      'cat <<EOF',
    );
    const workflow = fc.array(fc.oneof(lines, shellText), { maxLength: 12 }).map((parts) => parts.join('\n'));
    fc.assert(
      fc.property(workflow, (text) => {
        const { commands } = readWorkflow({ path: 'w.yml', text });
        expect(wrongSpans(commands, 'w.yml', text)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('stands in a run block with its places, whatever the line ends', () => {
    const script = fc.array(
      fc.constantFrom(
        'gcloud run deploy auth \\',
        '  --set-secrets "A=a:1,B=${X}"',
        'X=y',
        'S="a',
        'b"',
        'gcloud "$S" $X',
        "gcloud 'x",
        "  y'",
        'cat <<EOF',
        'text $X',
        'EOF',
        '',
      ),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(
        script,
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('|', '|-', '|+', '>', '>-'),
        fc.integer({ min: 1, max: 6 }),
        (lines, end, style, indent) => {
          const text = [
            'jobs:',
            '  a:',
            '    steps:',
            `      - run: ${style}`,
            ...lines.map((line) => `${' '.repeat(8 + indent)}${line}`),
            '',
          ].join(end);
          const { commands } = readWorkflow({ path: 'w.yml', text });
          expect(wrongSpans(commands, 'w.yml', text)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
