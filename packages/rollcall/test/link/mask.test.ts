import { describe, expect, it } from 'vitest';
import { linkFiles } from './link-files.ts';

async function masked(path: string, text: string): Promise<string | null> {
  const facts = await linkFiles({ 'auth/main.py': 'import os\nKEY = os.environ["KEY"]\n', [path]: text });
  expect(facts.deployments.length).toBeGreaterThan(0);
  return facts.maskedText(path);
}

const GIVES = 'gcloud run deploy auth --source=auth --set-secrets=KEY=key:1';

describe('what stands beside a deployment on its lines', () => {
  it.each([
    [`A=canary ${GIVES}`, `A=•••••• ${GIVES}`],
    [`${GIVES}; curl -H "X: canary" url`, `${GIVES}; •••• -H "X: ••••••" •••`],
    [`echo canary | ${GIVES} 2>/dev/null`, `echo •••••• | ${GIVES} 2>/dev/null`],
    [`export A=Y2FuYXJ5=; ${GIVES} # was canary`, `export A=••••••••=; ${GIVES} # ••• ••••••`],
    [`if [ "$A" = canary ]; then ${GIVES}; fi`, `if [ "$A" = •••••• ]; then ${GIVES}; fi`],
  ])('is covered where it may be a value: %s', async (line, shown) => {
    expect(await masked('deploy.sh', `# other\n${line}\n`)).toBe(`# other\n${shown}\n`);
    expect(await masked('.github/workflows/a.yml', workflow(line))).toBe(workflow(shown));
  });

  it('is covered in the strings and comments of a program', async () => {
    const words = '"gcloud", "run", "deploy", "auth", "--source=auth", f"--set-secrets={given}"';
    const call = (p: string, e: string): string =>
      `import subprocess\nP = "${p}"; subprocess.run([${words}], env={"T": "${e}"}, check=True)  # ${p}\n`;
    expect(await masked('deploy.py', call('canary', 'canary'))).toBe(call('••••••', '••••••'));
    const line = (c: string): string => `import subprocess\nsubprocess.run("A=${c} ${GIVES}; mail ${c}", shell=True)\n`;
    expect(await masked('deploy.py', line('canary'))).toBe(line('••••••').replace('mail', '••••'));
  });
});

function workflow(line: string): string {
  return `on: push\njobs:\n  d:\n    runs-on: x\n    steps:\n      - run: |\n          ${line}\n`;
}
