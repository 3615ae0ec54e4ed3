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

/** Places in `call` at which what is found may end, from any of `starts`. Sets of places, so that alternatives add up and do not multiply. */
type Places = ReadonlySet<number>;

function afterText(text: Text, call: string, starts: Places): Places {
  let at = starts;
  for (const piece of text) {
    const next = new Set(piece.conditional ? at : []);
    for (const start of at) {
      if (piece.kind === 'text') {
        if (call.startsWith(piece.text, start)) next.add(start + piece.text.length);
      } else {
        const end = call.indexOf('\0', start);
        for (let i = start; i <= (end < 0 ? call.length : end); i++) next.add(i);
      }
    }
    at = next;
  }
  return at;
}

function afterArgument(argument: Argument, call: string, starts: Places): Places {
  const next = new Set(!isWord(argument) || argument.conditional ? starts : []);
  if (isWord(argument)) {
    for (const end of afterText(argument.text, call, starts)) if (call[end] === '\0') next.add(end + 1);
  } else {
    const first = Math.min(...starts);
    for (let i = first; i < call.length; i++) if (call[i] === '\0') next.add(i + 1);
  }
  return next;
}

function isFound(words: readonly Argument[], call: string): boolean {
  let at: Places = new Set([0]);
  for (const word of words) {
    if (at.size === 0) return false;
    at = afterArgument(word, call, at);
  }
  return at.has(call.length);
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
        const calls = found.commands
          .filter(
            (command) => command.argv[0] && isWord(command.argv[0]) && asWritten(command.argv[0].text) === 'gcloud',
          )
          .filter((command) =>
            command.conditions.every(
              ({ subject, equals }) => subject !== '$1' || equals === value || script.includes('f() {'),
            ),
          )
          .map(({ argv }) => argv.slice(1));
        const real = argumentsInBash(`set -- ${value}\n${script}`);
        fc.pre(real !== null);
        for (const words of real ?? []) {
          const call = words.map((w) => `${w}\0`).join('');
          expect(
            calls.some((argv) => isFound(argv, call)),
            JSON.stringify(words),
          ).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
}, 300_000);
