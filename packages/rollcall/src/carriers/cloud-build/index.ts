import type { ReaderMeta } from '../../model/reader.ts';

export { readCloudBuild } from './build.ts';

export const meta = {
  kind: 'carrier',
  id: 'cloud-build',
  title: 'Cloud Build',
  reads: '`cloudbuild*.yaml`, and YAML files of its form under other names',
  source: 'https://cloud.google.com/build/docs/build-config-file-schema',
} as const satisfies ReaderMeta;
