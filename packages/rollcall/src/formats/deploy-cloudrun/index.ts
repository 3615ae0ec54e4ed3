import type { ReaderMeta } from '../../model/reader.ts';

export { extractDeployCloudrun, isDeployCloudrun } from './extract.ts';

export const meta = {
  kind: 'format',
  id: 'deploy-cloudrun',
  title: 'Action deploy-cloudrun',
  reads: 'steps of workflows that use `google-github-actions/deploy-cloudrun`',
  source: 'https://github.com/google-github-actions/deploy-cloudrun#inputs',
} as const satisfies ReaderMeta;
