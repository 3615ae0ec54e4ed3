import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { REPORT_FORMATS } from '../../src/model/report.ts';
import { makeFolder } from '../support/git-repository.ts';
import { rollcall } from './run-cli.ts';

const folder = makeFolder();

function scriptOf(shell: string): string {
  const { code, stdout, stderr } = rollcall(folder, ['completion', shell]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

/** What bash would offer for the last of these words, which are parted as bash parts them. */
function offeredByBash(script: string, ...words: readonly string[]): string[] {
  const call = `set -u\n${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rollcall; for one in \${COMPREPLY[@]+"\${COMPREPLY[@]}"}; do echo "$one"; done`;
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', call, 'bash', 'rollcall', ...words], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion bash', () => {
  const script = scriptOf('bash');
  const names = COMMANDS.map(({ name }) => name);

  it.each<[string, string[], readonly string[]]>([
    ['a command that is begun', ['che'], ['check']],
    ['every command', [''], names],
    ['commands behind an option with its value', ['-C', 'check', 'dif'], ['diff']],
    ["a command's own options", ['diff', '--ag'], ['--against']],
    ['options of all commands', ['history', '--allow'], ['--allow-incomplete']],
    ['no option of another command', ['scan', '--against'], []],
    ['what an option takes', ['init', '--ci', 'g'], ['github', 'gitlab']],
    ['what an option takes in this command', ['check', '--format', ''], REPORT_FORMATS],
    ['what the same option takes in another', ['scan', '--format', ''], ['terminal', 'json']],
    ['what an option takes behind its sign', ['check', '--format', '=', 'sar'], ['sarif']],
    ['all that an option takes behind its sign', ['scan', '--format', '='], ['terminal', 'json']],
    ['commands behind an option with its sign', ['--format', '=', 'json', 'dif'], ['diff']],
    ['what a command takes', ['completion', 'f'], ['fish']],
    ['nothing of its own where a path is meant', ['check', '--baseline', ''], []],
    ['nothing where a word could be a command', ['check', 'che'], []],
  ])('offers %s', (_what, words, offered) => {
    expect(offeredByBash(script, ...words).sort()).toEqual([...offered].sort());
  });

  it('can be sourced twice, and stands for rollcall', () => {
    const { status, stdout } = spawnSync('bash', ['--norc', '-c', `${script}\n${script}\ncomplete -p rollcall`], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, 'complete -o default -F _rollcall rollcall\n']);
  });
});

it.runIf(has('zsh'))('completion zsh gives zsh the words to choose from', () => {
  const call = `COMP_WORDS=(rollcall init --ci g); COMP_CWORD=3; () { emulate -L sh; _rollcall; echo "\${COMPREPLY[*]}"; }`;
  const setUp = 'autoload -Uz compinit && compinit -D -u';
  const { stdout, stderr } = spawnSync('zsh', ['-f', '-c', `${setUp}\n${scriptOf('zsh')}\n${call}`], {
    encoding: 'utf8',
  });
  expect([stdout, stderr]).toEqual(['github gitlab cloudbuild\n', '']);
});

it.runIf(has('fish')).each([
  ['rollcall che', ['check']],
  ['rollcall init --ci g', ['github', 'gitlab']],
  ['rollcall diff --ag', ['--against']],
  ['rollcall completion p', ['powershell']],
])('completion fish offers for %s what can stand there', (line, offered) => {
  const call = `${scriptOf('fish')}\ncomplete -C '${line}'`;
  const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', call], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(
    stdout
      .trim()
      .split('\n')
      .map((found) => found.split('\t')[0]),
  ).toEqual(offered);
});

it('knows every command, option and value in each shell', () => {
  const options = COMMANDS.flatMap((command) => command.options);
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const words = new Set(scriptOf(shell).match(/[\w-]+/g));
    const missing = [
      ...COMMANDS.map(({ name }) => name),
      ...options.flatMap(({ flags, choices = [] }) => [/--[\w-]+/.exec(flags)?.[0] ?? '', ...choices]),
    ].filter((word) => !words.has(word) && !words.has(word.replace(/^--/, '')));
    expect([shell, missing]).toEqual([shell, []]);
  }
});

it('refuses a shell that it does not know, and tells those that it does', () => {
  const { code, stdout, stderr } = rollcall(folder, ['completion', 'tcsh']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('bash, zsh, fish, powershell');
  expect(rollcall(folder, ['completion']).code).toBe(2);
});
