import type { CommandSpec } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'init',
  summary: 'proposes a contract, rollcall.yaml, from what the code reads and the deployments give; never overwrites',
  options: [],
  examples: [
    ['rollcall init', 'write rollcall.yaml here'],
    ['rollcall init -C ../shop', 'write it in another folder'],
  ],
  load: () => import('./run.ts'),
};
