import type { ReaderMeta } from '../../model/reader.ts';

export { extractCloudRunYaml, mentionsCloudRun } from './extract.ts';

export const meta = {
  kind: 'format',
  id: 'cloud-run-yaml',
  title: 'Cloud Run YAML',
  reads: 'manifests of Knative services, Cloud Run jobs and worker pools, in YAML or JSON',
  source: 'https://cloud.google.com/run/docs/reference/yaml/v1',
} as const satisfies ReaderMeta;
