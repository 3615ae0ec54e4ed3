// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text under test.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellReads } from '../../src/carriers/shell/index.ts';

/** Each read as its name, its level, its place and where the script stops. */
function readsIn(text: string): readonly (readonly string[])[] {
  return shellReads(text).reads.map(({ name, level, start, end, refusal }) => [
    name,
    level,
    text.slice(start, end),
    ...(refusal ? [text.slice(refusal.start, refusal.end)] : []),
  ]);
}

describe('what a shell script reads', () => {
  it('has the level that its expansion says', () => {
    expect(readsIn(': "${A:?no A}" ${B?}\nrun "${C:-1}" ${D:=x} "${E:-}" ${F:+--f} $G "${H%/}" ${#I}\n')).toEqual([
      ['A', 'required', '${A:?no A}', '${A:?no A}'],
      ['B', 'required', '${B?}', '${B?}'],
      ['C', 'defaulted', '${C:-1}'],
      ['D', 'defaulted', '${D:=x}'],
      ['E', 'optional', '${E:-}'],
      ['F', 'optional', '${F:+--f}'],
      ['G', 'optional', '$G'],
      ['H', 'optional', '${H%/}'],
      ['I', 'optional', '${#I}'],
    ]);
  });

  it.each(['set -eu', 'set -o nounset', 'set -euo pipefail'])('is required after %s', (line) => {
    expect(readsIn(`echo $A\n${line}\necho "$B"\nif x; then echo $C; fi\n`)).toEqual([
      ['A', 'optional', '$A'],
      ['B', 'required', '$B', '$B'],
      ['C', 'optional', '$C'],
    ]);
  });

  it.each([
    ['if [ -z "$A" ]; then\n  echo none\n  exit 1\nfi', 'exit 1'],
    ['if [[ -z ${A:-} ]]; then exit 2; fi', 'exit 2'],
    ['if ! [ -n "$A" ]; then exit; fi', 'exit'],
    ['if [ "$A" = "" ]; then exit 1; fi', 'exit 1'],
    ['[ -z "$A" ] && exit 1', 'exit 1'],
    ['test -n "$A" || { echo none; exit 1; }', 'exit 1'],
    ['[ "$A" ] || exit 1', 'exit 1'],
  ])('is required where a test ends the script: %s', (text, refusal) => {
    expect(readsIn(text)).toContainEqual(['A', 'required', expect.stringMatching(/^\$/), refusal]);
  });

  it.each([
    'if [ -z "$A" ]; then exit 0; fi',
    'if [ -n "$A" ]; then exit 1; fi',
    '[ -n "$A" ] && exit 1',
    'if x; then [ -z "$A" ] && exit 1; fi',
    'if [ -z "$A" ]; then if x; then exit 1; fi; fi',
  ])('is not where the script goes on without: %s', (text) => {
    expect(readsIn(text)).toEqual([['A', 'optional', '$A']]);
  });

  it('is no name that the script gives a value itself', () => {
    expect(
      readsIn(
        'A=1; export B=2\nread C; for D in x; do echo $D; done; : ${E:=5}\necho $A $B $C $E\nF=x run $F\nwhile getopts ab G; do echo $G; done',
      ),
    ).toEqual([
      ['E', 'defaulted', '${E:=5}'],
      ['F', 'optional', '$F'],
    ]);
    expect(readsIn('A="${A:-1}"\necho $A')).toEqual([['A', 'defaulted', '${A:-1}']]);
    expect(readsIn('f() { echo $A $B; }\nA=1\nf')).toEqual([['B', 'optional', '$B']]);
  });

  it('is nothing in single quotes, and none of the shell’s own', () => {
    expect(
      readsIn("echo '$A' $1 \"$@\" $? $HOME $RANDOM ${BASH_SOURCE[0]}\ncat <<'E'\n$A\nE\ncat <<E\n$B\nE\n"),
    ).toEqual([['B', 'optional', '$B']]);
  });

  it('stands in substitutions, and in what is printed', () => {
    expect(readsIn('x="$(echo "$A")"; printenv B\n')).toEqual([
      ['A', 'optional', '$A'],
      ['B', 'optional', 'B'],
    ]);
  });

  it('is a name that only run time knows', () => {
    const text = 'echo ${!A}\nenvsubst < x.tpl > x\n';
    expect(shellReads(text).dynamic.map(({ start, end }) => text.slice(start, end))).toEqual([
      '${!A}',
      'envsubst < x.tpl > x',
    ]);
  });

  it('takes any text', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'if ',
        '[ -z "$A" ]',
        '; then',
        'fi',
        '${',
        '}',
        ':?',
        '"',
        "'",
        '\n',
        '$(',
        ')',
        '<<E',
        'exit 1',
        '&&',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        for (const { start, end } of shellReads(text).reads) expect(text.slice(start, end)).not.toBe('');
      }),
    );
  });
});
