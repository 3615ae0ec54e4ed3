import type { RunCommand } from '../../command.ts';
import { bashScript, zshScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { powershellScript } from './powershell.ts';
import type { Shell } from './spec.ts';
import { type CompletedCommand, completedCommands } from './table.ts';

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};

export const run: RunCommand = async ([shell]) => {
  const write = new Map(Object.entries(SCRIPTS)).get(shell ?? '') ?? bashScript;
  return { stdout: write(completedCommands()), exitCode: 0 };
};
