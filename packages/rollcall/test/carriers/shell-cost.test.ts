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
