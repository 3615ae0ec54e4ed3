import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMake } from '../../src/carriers/make/index.ts';
import { isWord } from '../../src/model/command.ts';
import { asWritten } from '../../src/model/text.ts';

/** Whether GNU make is on this machine. */
export const hasMake = spawnSync('make', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU Make') ?? false;

const FAKE = `#!/bin/sh\nfor a in "$@"; do printf '%s\\0' "$a"; done >> "$ROLLCALL_CALLS"; printf '\\1\\0' >> "$ROLLCALL_CALLS"\n`;

/** The arguments of every call of `gcloud`, as the real make and the real shell make them. */
export function argumentsInMake(makefile: string, words: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-make-'));
  try {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'gcloud'), FAKE);
    chmodSync(join(bin, 'gcloud'), 0o755);
    writeFileSync(join(folder, 'Makefile'), makefile);
    const calls = join(folder, 'calls');
    writeFileSync(calls, '');
    execFileSync('make', ['-s', ...words], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 60_000,
      env: { PATH: `${bin}:${process.env.PATH ?? ''}`, LC_ALL: 'C.UTF-8', ROLLCALL_CALLS: calls },
    });
    const printed = execFileSync('cat', [calls], { encoding: 'utf8' });
    const out: string[][] = [[]];
    for (const word of printed.split('\0').slice(0, -1)) {
      if (word === '\u0001') out.push([]);
      else out.at(-1)?.push(word);
    }
    return out.slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same calls as they are read. */
export function argumentsRead(makefile: string, words: readonly string[]): string[][] {
  const argv = words.map((word) => ({ text: [{ kind: 'text' as const, text: word, range: null, exact: false }] }));
  const { commands } = runMake({ path: 'Makefile', text: makefile, words: argv });
  return commands
    .filter((command) => command.argv[0] && isWord(command.argv[0]) && asWritten(command.argv[0].text) === 'gcloud')
    .map((command) => command.argv.slice(1).map((word) => (isWord(word) ? asWritten(word.text) : `<${word.written}>`)));
}
