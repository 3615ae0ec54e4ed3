import type { ReaderMeta } from '../../model/reader.ts';

export { extractDeployCloudFunctions, isDeployCloudFunctions } from './extract.ts';

export const meta = {
  kind: 'format',
  id: 'deploy-cloud-functions',
  title: 'Action deploy-cloud-functions',
  reads: 'steps of workflows that use `google-github-actions/deploy-cloud-functions`',
  source: 'https://github.com/google-github-actions/deploy-cloud-functions#inputs',
} as const satisfies ReaderMeta;
