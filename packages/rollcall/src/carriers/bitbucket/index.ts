import type { ReaderMeta } from '../../model/reader.ts';

export { readBitbucket } from './pipeline.ts';

export const meta = {
  kind: 'carrier',
  id: 'bitbucket',
  title: 'Bitbucket Pipelines',
  reads: '`bitbucket-pipelines.yml`',
  source: 'https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/',
} as const satisfies ReaderMeta;
