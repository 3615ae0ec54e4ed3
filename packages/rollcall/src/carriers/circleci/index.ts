import type { ReaderMeta } from '../../model/reader.ts';

export { readCircle } from './config.ts';

export const meta = {
  kind: 'carrier',
  id: 'circleci',
  title: 'CircleCI',
  reads: '`.circleci/*.yml`',
  source: 'https://circleci.com/docs/reference/configuration-reference/',
} as const satisfies ReaderMeta;
