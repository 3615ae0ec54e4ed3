import type { CommandSpec } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'rollcall',
  summary: 'the five findings that matter most here, and what was not checked',
  options: [],
  examples: [
    ['rollcall', 'look at this folder'],
    ['rollcall -C ../shop --only auth', 'look at one service of another'],
    ['rollcall diff --against origin/main', 'what this branch breaks'],
  ],
  load: () => import('./run.ts'),
};
