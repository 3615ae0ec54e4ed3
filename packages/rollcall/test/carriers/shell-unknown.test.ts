// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text holds such places
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluateShell } from '../../src/carriers/shell/evaluate.ts';
import { type Argument, isWord } from '../../src/model/command.ts';
import { asWritten, type Text } from '../../src/model/text.ts';
import { argumentsInBash } from './bash-oracle.ts';

const word = fc.constantFrom('a', 'b', 'auth', 'K=v,L=w', '--flag');
const name = fc.constantFrom('A', 'B');
const quoted = fc.oneof(
  word.map((w) => `"${w}"`),
  name.map((n) => `"$${n}"`),
  fc.constant('"$1"'),
  fc.constant('"${L[@]}"'),
  fc.constant('"$(IFS=,; echo "${L[*]}")"'),
);
const test = fc.oneof(
  fc.tuple(fc.oneof(name, fc.constant('1')), word).map(([n, w]) => `[ "$${n}" = "${w}" ]`),
  fc.tuple(fc.oneof(name, fc.constant('1')), word).map(([n, w]) => `[[ $${n} != ${w} ]]`),
  fc.constantFrom('[ -f /etc/passwd ]', '[ -f /no ]', '[[ $1 == a* ]]', 'test -n "$U"'),
);
const call = fc.array(quoted, { maxLength: 3 }).map((words) => `gcloud ${words.join(' ')}`);

const { statement } = fc.letrec<{ statement: string; body: string }>((tie) => ({
  body: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    call,
    fc.tuple(name, quoted).map(([n, w]) => `${n}=${w}`),
    fc.tuple(name, quoted).map(([n, w]) => `${n}+=${w}`),
    quoted.map((w) => `L+=(${w})`),
    fc.array(quoted, { maxLength: 2 }).map((words) => `L=(${words.join(' ')})`),
    fc.tuple(test, tie('body'), tie('body')).map(([t, a, b]) => `if ${t}; then\n${a}\nelse\n${b}\nfi`),
    fc.tuple(test, tie('body')).map(([t, a]) => `if ${t}; then\n${a}\nfi`),
    fc
      .tuple(tie('body'), tie('body'))
      .map(([a, b]) => `case "$1" in\na|auth) ${a}\n;;\nb) exit 0 ;;\n*) ${b}\n;;\nesac`),
    fc.tuple(test, tie('statement')).map(([t, s]) => `${t} && { ${s}\n}`),
    fc.tuple(test).map(([t]) => `${t} || exit 0`),
    fc.tuple(quoted, tie('body')).map(([w, b]) => `f() {\nif [ "$1" = a ]; then return; fi\n${b}\n}\nf ${w}`),
    tie('body').map((b) => `for w in $1 x; do\n${b}\ndone`),
  ),
}));

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function textPattern(text: Text): string {
  return text
    .map((piece) => {
      const pattern = piece.kind === 'text' ? escapeText(piece.text) : '[^\\0]*';
      return piece.conditional ? `(?:${pattern})?` : pattern;
    })
    .join('');
}

function argumentPattern(argument: Argument): string {
  if (!isWord(argument)) return '(?:[^\\0]*\\0)*';
  const pattern = `${textPattern(argument.text)}\\0`;
  return argument.conditional ? `(?:${pattern})?` : pattern;
}

it('every call that the shell makes is one of those that were found, under conditions that hold', () => {
  fc.assert(
    fc.property(
      fc.array(statement, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('a', 'auth', 'b', 'other'),
      (lines, value) => {
        const script = `set -f; L=(l); B=$1; ${lines.join('\n')}\ntrue`;
        const found = evaluateShell({ path: 'x.sh', script });
        if (found.gaps.length > 0) return;
        const patterns = found.commands
          .filter(
            (command) => command.argv[0] && isWord(command.argv[0]) && asWritten(command.argv[0].text) === 'gcloud',
          )
          .filter((command) =>
            command.conditions.every(
              ({ subject, equals }) => subject !== '$1' || equals === value || script.includes('f() {'),
            ),
          )
          .map((command) => new RegExp(`^${command.argv.slice(1).map(argumentPattern).join('')}$`));
        const real = argumentsInBash(`set -- ${value}\n${script}`);
        fc.pre(real !== null);
        for (const words of real ?? []) {
          const call = words.map((w) => `${w}\0`).join('');
          expect(
            patterns.some((pattern) => pattern.test(call)),
            JSON.stringify(words),
          ).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
}, 300_000);
