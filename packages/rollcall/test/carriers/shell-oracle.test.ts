// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text holds such places
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentsEvaluated, argumentsInBash, distinct } from './bash-oracle.ts';

const FOLDER = join(import.meta.dirname, 'fixtures', 'oracle');

describe('the evaluator and the real shell', () => {
  for (const name of readdirSync(FOLDER)) {
    it(`agree on ${name}`, () => {
      const script = readFileSync(join(FOLDER, name), 'utf8');
      const real = argumentsInBash(script);
      expect(real).not.toBeNull();
      expect(distinct(argumentsEvaluated(script))).toEqual(distinct(real ?? []));
    });
  }
});

const word = fc.constantFrom(
  'a',
  'b',
  'SECRET_KEY=secret-key:latest',
  'x y',
  '--flag',
  'K=v,L=w',
  "it's",
  'a*',
  '',
  'é',
);
const name = fc.constantFrom('A', 'B', 'C');
const list = fc.constantFrom('L', 'M');

const quoted = fc.oneof(
  word.map((w) => `'${w.replaceAll("'", `'\\''`)}'`),
  word.map((w) => `"${w}"`),
  name.map((n) => `"$${n}"`),
  name.map((n) => `$${n}`),
  name.map((n) => `"\${${n}}-z"`),
  name.map((n) => `"\${${n}:-d}"`),
  name.map((n) => `"\${${n}%?}"`),
  name.map((n) => `"\${${n}//a/_}"`),
  list.map((l) => `"\${${l}[@]}"`),
  list.map((l) => `"\${${l}[*]}"`),
  list.map((l) => `"$(IFS=,; echo "\${${l}[*]}")"`),
  fc.tuple(name, word).map(([n, w]) => `"$(printf '%s,' "$${n}" "${w}" | sed 's/,$//')"`),
);
const call = fc.array(quoted, { maxLength: 4 }).map((words) => `gcloud ${words.join(' ')}`);

const { statement } = fc.letrec<{ statement: string; body: string }>((tie) => ({
  body: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    call,
    fc.tuple(name, quoted).map(([n, w]) => `${n}=${w}`),
    fc.tuple(name, quoted).map(([n, w]) => `${n}+=${w}`),
    fc.tuple(list, fc.array(quoted, { maxLength: 3 })).map(([l, words]) => `${l}=(${words.join(' ')})`),
    fc.tuple(list, quoted).map(([l, w]) => `${l}+=(${w})`),
    fc
      .tuple(name, word, tie('body'), tie('body'))
      .map(([n, w, a, b]) => `if [ "$${n}" = "${w}" ]; then\n${a}\nelse\n${b}\nfi`),
    fc.tuple(name, tie('body'), tie('body')).map(([n, a, b]) => `case "$${n}" in\na|x*) ${a} ;;\n*) ${b} ;;\nesac`),
    fc
      .tuple(fc.array(quoted, { maxLength: 3 }), tie('body'))
      .map(([words, b]) => `for C in ${words.join(' ')}; do\n${b}\ndone`),
    fc
      .tuple(fc.array(quoted, { maxLength: 3 }), tie('body'))
      .map(([words, b]) => `f() {\n${b}\ngcloud "$@"\n}\nf ${words.join(' ')}`),
    tie('body').map((b) => `(\n${b}\n)`),
    fc.tuple(name, tie('statement')).map(([n, s]) => `[[ -n "$${n}" ]] && { ${s}\n}`),
    fc.tuple(name, word).map(([n, w]) => `${n}=$(cat <<EOF\n${w} $B\nEOF\n)`),
  ),
}));

it('agree on generated scripts', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), (lines) => {
      const script = `A=a; B=b; C='c d'; L=(); M=(m 'n o')\nset -f\n${lines.join('\n')}\ntrue`;
      const real = argumentsInBash(script);
      // A text that doubles in a loop is followed to a bound only.
      fc.pre(real !== null);
      const calls = real ?? [];
      fc.pre(calls.flat().every((word) => word.length < 1000));
      expect(distinct(argumentsEvaluated(script))).toEqual(distinct(calls));
    }),
    { numRuns: 150 },
  );
}, 120_000);
