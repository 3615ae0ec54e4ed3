// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text holds such places
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluateShell } from '../../src/carriers/shell/evaluate.ts';
import { gcloudLines } from './facts.ts';

const name = fc.constantFrom('A', 'B', 'C', 'D');
const own = fc.constantFrom('p', 'q', 'r');
const fn = fc.constantFrom('f', 'g', 'h');
const unknownCommand = fc.constantFrom(
  'probe',
  'curl -f x',
  '[ -f y ]',
  '[[ "$1" == a* ]]',
  '[ "$A" = "$B" ]',
  '! probe "$C"',
);

const word = fc.letrec<{ word: string }>((tie) => ({
  word: fc.oneof(
    { maxDepth: 6, depthSize: 'small', withCrossShrink: true },
    name.map((n) => `"$${n}"`),
    fc.tuple(fn, tie('word')).map(([f, w]) => `"$(${f} ${w})"`),
    fc.tuple(tie('word'), tie('word')).map(([a, b]) => `"$(echo ${a}-${b})"`),
    fc.tuple(name, tie('word')).map(([n, w]) => `"\${${n}:-$(probe ${w} || echo none)}"`),
  ),
})).word;

const { statement } = fc.letrec<{ statement: string; body: string }>((tie) => ({
  body: fc.array(tie('statement'), { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(name, word).map(([n, w]) => `${n}=${w}`),
    fc.tuple(fc.constantFrom('echo', 'probe', 'f', 'g', 'h'), word, word).map((words) => words.join(' ')),
    fc.tuple(unknownCommand, tie('body'), tie('body')).map(([c, a, b]) => `if ${c}; then\n${a}\nelse\n${b}\nfi`),
    fc.tuple(unknownCommand, tie('statement')).map(([c, s]) => `${c} && { ${s}\n}`),
    fc.tuple(name, tie('body'), tie('body')).map(([n, a, b]) => `case "$${n}" in\nx) ${a} ;;\ny*) ${b} ;;\nesac`),
    fc.tuple(unknownCommand, tie('body')).map(([c, b]) => `while ${c}; do\n${b}\ndone`),
    tie('body').map((b) => `for _ in 1 2 3; do\n${b}\nprobe && break\ndone`),
    fc.tuple(own, tie('body')).map(([f, b]) => `${f}() {\nlocal A=$1\n${b}\necho "$A"\n}\n${f} "$B"`),
  ),
}));

const FUNCTIONS = [
  'f() { probe && A=1; echo "$1$A"; }',
  'g() { if probe; then f "$@"; else echo no; fi; }',
  'h() { g "$(f "$1")"; }',
].join('\n');

it('a script takes few steps for each of its characters, and what is left out for that is told', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), (lines) => {
      const script = `A=$1; B=b\n${FUNCTIONS}\n${lines.join('\n')}\ngcloud last\n`;
      const { steps, commands, gaps } = evaluateShell({ path: 'x.sh', script });
      expect(steps).toBeLessThan(51_000 + 20 * script.length);
      const isBound = gaps.some(({ reason }) => reason === 'evaluation-bound');
      if (!isBound) expect(gcloudLines(commands)).toContain('gcloud last');
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 120_000);

it('a script that sources one of many files takes no more than a few evaluations, and the files left out are told', () => {
  const files = Array.from({ length: 40 }, (_, i) => `config/e${i}.sh`);
  const read = (path: string) => (files.includes(path) ? { path, text: `A=${path}\n` } : null);
  const lines = Array.from(
    { length: 400 },
    (_, i) => `if [ -n "$X${i}" ]; then B=1; else B=2; fi\ngcloud x "$B" "$A"\n`,
  );
  const source = 'source "config/$ENV.sh"';
  const { steps, gaps, commands } = evaluateShell({
    path: 'x.sh',
    script: `${source}\n${lines.join('')}`,
    readScript: Object.assign(read, { list: () => files }),
  });
  expect(steps).toBeLessThan(500_000);
  expect(gcloudLines(commands)).toContain('gcloud x 2 config/e0.sh  # $ENV=e0');
  const untold = gaps.filter(({ text }) => /\d+ of the 40 files that this may name/.test(text));
  expect(untold.map(({ reason, range }) => [reason, range?.start])).toEqual([['evaluation-bound', 0]]);
});
