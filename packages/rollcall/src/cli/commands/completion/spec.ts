import type { CommandSpec } from '../../command.ts';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

export const spec: CommandSpec = {
  name: 'completion',
  summary: "prints what completes Rollcall's commands, options and their values in a shell",
  argument: { written: '<shell>', does: 'the shell', choices: SHELLS },
  options: [],
  examples: [
    ['eval "$(rollcall completion bash)"', 'in ~/.bashrc; zsh: in ~/.zshrc, after compinit'],
    ['rollcall completion fish | source', 'in config.fish'],
  ],
  load: () => import('./run.ts'),
};
