import type { ReaderMeta } from '../../model/reader.ts';

export { extractPulumi, type PulumiResource } from './extract.ts';

export const meta = {
  kind: 'format',
  id: 'pulumi',
  title: 'Pulumi',
  reads: 'programs in TypeScript, JavaScript and Python that make resources of Google Cloud or Kubernetes',
  source: 'https://www.pulumi.com/registry/packages/gcp/api-docs/cloudrunv2/service/',
} as const satisfies ReaderMeta;
