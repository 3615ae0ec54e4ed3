import type { ReaderMeta } from '../../model/reader.ts';

export { extractAppEngine, isAppEngineFile } from './extract.ts';

export const meta = {
  kind: 'format',
  id: 'app-engine',
  title: 'App Engine',
  reads: '`app.yaml` and files of its form, templates too',
  source: 'https://cloud.google.com/appengine/docs/standard/reference/app-yaml',
} as const satisfies ReaderMeta;
