import type { ReaderMeta } from '../../model/reader.ts';

export { readBatch } from './script.ts';

export const meta = {
  kind: 'carrier',
  id: 'batch',
  title: 'Batch files',
  reads: '`.bat`, `.cmd`',
  source: 'https://learn.microsoft.com/windows-server/administration/windows-commands/windows-commands',
} as const satisfies ReaderMeta;
