import { expect, it, vi } from 'vitest';
import * as needs from '../../src/evaluate/needs.ts';
import { gapsOf, linkFiles } from './link-files.ts';

vi.mock('../../src/evaluate/needs.ts', { spy: true });

it('tells what it fails on itself, and goes on with the rest', async () => {
  const { needsOf } = await vi.importActual<typeof needs>('../../src/evaluate/needs.ts');
  vi.mocked(needs.needsOf).mockImplementation((program, root, deployed) => {
    if (root.names.includes('broken')) throw new TypeError('s3cret');
    return needsOf(program, root, deployed);
  });
  const facts = await linkFiles({
    'deploy.sh': 'gcloud run deploy web --source=web\n',
    'web/main.py':
      'import os\n\ndef broken():\n    os.environ["A"]\n\ndef whole():\n    os.environ["B"]\n\nbroken()\nwhole()\n',
  });
  expect(gapsOf(facts)).toContainEqual([
    'internal-error',
    'broken makes Rollcall itself fail (TypeError); please report it',
  ]);
  expect(facts.reads.map(({ name }) => name)).toContain('B');
});
