import type { CommandSpec } from '../../command.ts';
import { CI_HOSTS } from './ci-hosts.ts';

export const spec: CommandSpec = {
  name: 'init',
  summary: 'proposes a contract, rollcall.yaml, from what the code reads and the deployments give; never overwrites',
  options: [
    {
      flags: '--ci <host>',
      does: "instead, write the file that compares every pull request with its base, at the repository's top",
      choices: CI_HOSTS,
    },
  ],
  examples: [
    ['rollcall init', 'write rollcall.yaml here'],
    ['rollcall init -C ../shop', 'write it in another folder'],
    ['rollcall init --ci github', 'write .github/workflows/rollcall.yml'],
  ],
  load: () => import('./run.ts'),
};
