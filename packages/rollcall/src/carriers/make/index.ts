import type { ReaderMeta } from '../../model/reader.ts';

export { listMakeTargets, runMake, runMakeAlone } from './makefile.ts';
export { readMakeWords } from './words.ts';

export const meta = {
  kind: 'carrier',
  id: 'make',
  title: 'make',
  reads: '`Makefile`, `GNUmakefile`, `*.mk`',
  source: 'https://www.gnu.org/software/make/manual/make.html',
} as const satisfies ReaderMeta;
