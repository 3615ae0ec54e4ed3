import type { ReaderMeta } from '../../model/reader.ts';

export { isSkaffold, readSkaffold } from './config.ts';

export const meta = {
  kind: 'carrier',
  id: 'skaffold',
  title: 'Skaffold',
  reads: '`skaffold.yaml`, and other YAML of its API version',
  source: 'https://skaffold.dev/docs/references/yaml/',
} as const satisfies ReaderMeta;
