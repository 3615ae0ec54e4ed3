// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text holds such places
import { describe, expect, it } from 'vitest';
import { evaluateShell, type ShellFacts } from '../../src/carriers/shell/evaluate.ts';
import { gcloudLines } from './facts.ts';

function evaluate(script: string): ShellFacts {
  return evaluateShell({ path: 'x.sh', script });
}

/** A function whose answer is one of three. */
function check(name: string): string {
  return [
    `${name}() {`,
    '  local status=OK',
    `  if ! systemctl is-active ${name}; then status=FAILED`,
    `    if systemctl restart ${name}; then status=RECOVERED; fi`,
    '  fi',
    '  echo "$status"',
    '}',
  ].join('\n');
}

describe('the cost of a script', () => {
  it('does not multiply with the answers of substitutions in one text', () => {
    const names = ['one', 'two', 'three', 'four', 'five', 'six'];
    const body = names.map((name) => `  "${name}": "$(${name} || echo none)",`).join('\n');
    const script = `${names.map(check).join('\n')}\nreport() {\ncat > out.json <<EOF\n${body}\nEOF\n}\nreport\ngcloud last`;
    const { steps, commands } = evaluate(script);
    expect(gcloudLines(commands)).toEqual(['gcloud last']);
    expect(steps).toBeLessThan(2 * script.length);
  });

  it('is twice as much for a script twice as long', () => {
    const scriptOf = (count: number): string => {
      const names = Array.from({ length: count }, (_, i) => `check${i}`);
      const run = names.map((name) => `s=$(${name}); [ "$s" = FAILED ] && all="$s"; log "${name} is $s"`);
      return `log() { echo "[$(date)] $1" >> x.log; }\n${names.map(check).join('\n')}\n${run.join('\n')}\ngcloud last`;
    };
    const [one, two] = [evaluate(scriptOf(20)), evaluate(scriptOf(40))];
    expect(two.steps).toBeLessThan(2.5 * one.steps);
    expect(gcloudLines(two.commands)).toEqual(['gcloud last']);
  });

  it('does not multiply along a chain of functions that each run in many worlds', () => {
    const depth = 8;
    const chain = Array.from({ length: depth }, (_, i) => {
      const cases = ['a', 'b', 'c', 'd'].map((c) => `${c}) Y=${c}${i};;`).join(' ');
      return `f${i}() { case "$V${i}" in ${cases} esac\nf${i + 1} "$Y" "$1"; }`;
    }).join('\n');
    const { steps, commands } = evaluate(`${chain}\nf${depth}() { gcloud run "$@"; }\nf0 x\ngcloud last`);
    expect(steps).toBeLessThan(30_000);
    expect(gcloudLines(commands)).toContain('gcloud last');
  });

  it('does not multiply with the depth of substitutions', () => {
    const nested = (depth: number): string => (depth === 0 ? '$(one)' : `$(echo "$(one)-${nested(depth - 1)}")`);
    const script = `${check('one')}\nX=${nested(6)}\ngcloud last`;
    const { steps, commands } = evaluate(script);
    expect(gcloudLines(commands)).toEqual(['gcloud last']);
    expect(steps).toBeLessThan(20 * script.length);
  });

  it('does not grow with the turns of a loop that changes nothing', () => {
    const script = [
      'if [ "$(gcloud builds describe b)" = WORKING ]; then',
      '  while [ "$(gcloud builds describe b)" = WORKING ]; do URL=$(gcloud builds url b); sleep 10; done',
      'fi',
      'gcloud last',
    ].join('\n');
    const { steps, commands, gaps } = evaluate(script);
    expect(gcloudLines(commands)).toContain('gcloud last');
    expect(gaps).toEqual([]);
    expect(steps).toBeLessThan(200);
  });

  it('of a long loop is that of some of its turns; what the others do is unknown', () => {
    const body = Array.from({ length: 40 }, (_, i) => `(curl "u${i}-$i" || exit 1) &`).join('\n');
    const { steps, commands, gaps } = evaluate(`for i in $(seq 1 1000); do\n${body}\ngcloud "$i"\ndone\ngcloud last`);
    expect(gaps).toEqual([]);
    expect(gcloudLines(commands)).toEqual(
      expect.arrayContaining(['gcloud 1', 'gcloud 50', 'gcloud «$i»', 'gcloud last']),
    );
    expect(steps).toBeLessThan(100_000);
  });
});
