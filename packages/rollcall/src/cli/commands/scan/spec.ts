import type { CommandSpec } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'scan',
  summary: 'what was found: services, deployments, bindings, reads, and what was not understood',
  argument: { written: '[path...]', does: 'a folder to scan, or files and folders to list' },
  options: [],
  examples: [
    ['rollcall scan', 'everything in this folder'],
    ['rollcall scan scripts --format json', 'one folder, for a program'],
    ['rollcall scan --ref v1.4.0 -C repo.git', 'a commit of a bare repository'],
  ],
  load: () => import('./run.ts'),
};
