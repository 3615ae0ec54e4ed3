import type { CommandSpec } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'lsp',
  summary: 'a language server for editors, on stdin and stdout: findings while you type, and what a name is for',
  options: [{ flags: '--stdio', does: 'what it does anyway; some editors pass it' }],
  examples: [
    ['rollcall lsp', 'what an editor starts'],
    ['rollcall lsp --preset strict', 'with more rules'],
  ],
  load: () => import('./run.ts'),
};
