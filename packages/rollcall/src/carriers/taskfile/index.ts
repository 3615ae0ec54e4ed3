import type { ReaderMeta } from '../../model/reader.ts';

export { listTaskfile, readTaskWords, runTaskfile } from './run.ts';

export const meta = {
  kind: 'carrier',
  id: 'taskfile',
  title: 'Task',
  reads: '`Taskfile*.yml`',
  source: 'https://taskfile.dev/docs/reference/schema',
} as const satisfies ReaderMeta;
