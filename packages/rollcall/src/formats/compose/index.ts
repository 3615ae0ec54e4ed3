import type { ReaderMeta } from '../../model/reader.ts';

export { extractCompose } from './extract.ts';
export { type ComposeFiles, isCompose, isComposeName } from './files.ts';
export { interpolate } from './interpolate.ts';

export const meta = {
  kind: 'format',
  id: 'compose',
  title: 'Compose',
  reads: '`compose.yaml`, `docker-compose*.yml`, and their overrides',
  source: 'https://docs.docker.com/reference/compose-file/',
} as const satisfies ReaderMeta;
