import { describe, expect, it } from 'vitest';
import { gapsOf, linkFiles } from './link-files.ts';

describe('texts that end too early, or never', () => {
  it('keeps places inside of a file that ends within a script of YAML', async () => {
    const text =
      "version: '3'\ntasks:\n  deploy:\n    cmds:\n      - |\n        gcloud run deploy auth --set-secrets=\"KEY=key:1,MAIL=mail:";
    const { deployments } = await linkFiles({ 'Taskfile.yml': text });
    const ranges = deployments.flatMap(({ range, bindings }) => [range, ...bindings.map((binding) => binding.range)]);
    expect(ranges.length).toBeGreaterThan(1);
    for (const { start, end } of ranges) {
      expect(start).toBeLessThanOrEqual(end);
      expect(end).toBeLessThanOrEqual(text.length);
    }
  });

  it('goes on behind a broken line of PowerShell that ends with a return alone', async () => {
    const facts = await linkFiles({ 'deploy.ps1': '$x = ((\r)))\ngcloud run deploy auth --set-env-vars=REAL=1\n' });
    expect(facts.deployments.map(({ bindings }) => bindings.map(({ name }) => name))).toEqual([['REAL']]);
    expect(gapsOf(facts).map(([reason]) => reason)).toContain('syntax-error');
  });

  it('follows what a task starts again and again only once', async () => {
    const again = '  just deploy\n'.repeat(12);
    const facts = await linkFiles({ justfile: `deploy:\n  gcloud run deploy auth --set-env-vars=A=1\n${again}` });
    expect(facts.deployments.map(({ id }) => id)).toEqual(['justfile#auth']);
  });

  it("reads past a word for Ruby's here-document that no parser takes", async () => {
    const facts = await linkFiles({
      'deploy.sh': 'gcloud run deploy auth --source=auth\n',
      'auth/app.rb': `KEY = ENV.fetch("KEY")\nputs <<'${'\\\\'.repeat(300)}, 1\n__END__\n`,
    });
    expect(gapsOf(facts).map(([reason]) => reason)).toEqual(['syntax-error']);
  });
});
