import type { ReaderMeta } from '../../model/reader.ts';

export { listPackageScripts, readPackageWords, runPackageScript } from './scripts.ts';

export const meta = {
  kind: 'carrier',
  id: 'package-json',
  title: 'npm scripts',
  reads: '`scripts` of `package.json`',
  source: 'https://docs.npmjs.com/cli/using-npm/scripts',
} as const satisfies ReaderMeta;
