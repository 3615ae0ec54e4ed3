import type { ReaderMeta } from '../../model/reader.ts';

export { listJustRecipes, readJustWords, runJust } from './run.ts';

export const meta = {
  kind: 'carrier',
  id: 'just',
  title: 'just',
  reads: '`justfile`, `.justfile`, `*.just`',
  source: 'https://just.systems/man/en/',
} as const satisfies ReaderMeta;
