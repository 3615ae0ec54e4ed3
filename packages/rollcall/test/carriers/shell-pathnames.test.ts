import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluateShell } from '../../src/carriers/shell/evaluate.ts';
import { isWord } from '../../src/model/command.ts';
import { asWritten } from '../../src/model/text.ts';

const part = fc.constantFrom('a', 'ab', 'b.sh', 'c.d', '.hidden', '_x', 'x+y');
const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => [...parts, 'f.txt'].join('/'));
const piece = fc.constantFrom('*', 'a*', '*.sh', '?', '.*', 'ab', '*.*', '_*', 'x+*');
const pattern = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([pieces, isFolder]) => pieces.join('/') + (isFolder ? '/' : ''));

function inBash(folder: string, script: string): string[] {
  const run = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return run.stdout.split('\n').filter((line) => line !== '');
}

it('a loop goes through the paths that bash finds, in its order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 6 }), pattern, (paths, wanted) => {
      const folder = mkdtempSync(join(tmpdir(), 'rollcall-paths-'));
      for (const one of paths) {
        mkdirSync(join(folder, dirname(one)), { recursive: true });
        writeFileSync(join(folder, one), '');
      }
      const script = `for f in ${wanted}; do gcloud run deploy "$f"; done`;
      const real = inBash(folder, script.replace('gcloud run deploy', 'echo'));
      rmSync(folder, { recursive: true });
      const list = (before: string, after: string) =>
        paths.filter((one) => one.startsWith(before) && one.endsWith(after));
      const { commands } = evaluateShell({
        path: 'x.sh',
        script,
        directory: '',
        readScript: Object.assign(() => null, { list }),
      });
      const found = commands.flatMap(({ argv }) => {
        const last = argv.at(-1);
        return last && isWord(last) ? [asWritten(last.text)] : [];
      });
      // The folder itself and the one above it are paths too, and none of the tree.
      expect(found).toEqual(real.filter((one) => !/(^|\/)\.\.?(\/|$)/.test(one)));
    }),
    { numRuns: 60 },
  );
});
