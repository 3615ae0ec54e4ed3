import { describe, expect, it } from 'vitest';
import { linkTree } from '../../src/link/link.ts';
import { openMemoryTree } from '../../src/workspace/memory-tree.ts';

const IMAGE = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n';
const DEPLOY = 'gcloud run deploy web --source=web --set-env-vars=LOG=info --set-secrets=KEY=key:1\n';
const read = (name: string): string => `import os\n${name.toLowerCase()} = os.environ["${name}"]\n`;

/** The names that a Python service in `web` reads. */
async function namesRead(main: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const tree = openMemoryTree({ 'deploy.sh': DEPLOY, 'web/Dockerfile': IMAGE, 'web/main.py': main, ...files });
  const { reads } = await linkTree(tree, { root: '.', contract: null });
  return reads.map(({ name }) => name).sort();
}

describe('Python modules in a folder without `__init__.py`', () => {
  const files = { 'web/parts/session.py': read('SESSION'), 'web/parts/deep/more.py': read('MORE') };

  it.each([
    ['from parts import session\n', ['SESSION']],
    ['from parts.session import session\n', ['SESSION']],
    ['import parts.deep.more\n', ['MORE']],
    ['from parts.deep import more\nfrom parts import session\n', ['MORE', 'SESSION']],
    ['import parts\n', []],
  ])('are found: %j', async (main, names) => {
    expect(await namesRead(main, files)).toEqual(names);
  });

  it('give way to a module of that name', async () => {
    const module = { 'parts.py': `${read('OTHER')}session = None\n` };
    expect(await namesRead('from parts import session\n', { ...files, ...module })).toEqual(['OTHER']);
  });

  it('are not looked for in a folder without modules', async () => {
    const folder = { 'web/redis/redis.conf': 'x\n', 'redis/client.py': read('CLIENT') };
    expect(await namesRead('from redis import client\n', folder)).toEqual(['CLIENT']);
  });
});
