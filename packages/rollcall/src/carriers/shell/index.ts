import type { ReaderMeta } from '../../model/reader.ts';

export { evaluateShell } from './evaluate.ts';
export type { ReadScript } from './machine.ts';
export { shellReads } from './reads.ts';
export { filesNamed } from './sourced-names.ts';

export const meta = {
  kind: 'carrier',
  id: 'shell',
  title: 'Shell',
  reads: '`.sh`, `.bash`, files with a shebang of a shell, and the scripts inside other carriers',
  source: 'https://www.gnu.org/software/bash/manual/bash.html',
} as const satisfies ReaderMeta;
