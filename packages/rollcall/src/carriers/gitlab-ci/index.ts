import type { ReaderMeta } from '../../model/reader.ts';

export { readPipeline } from './pipeline.ts';

export const meta = {
  kind: 'carrier',
  id: 'gitlab-ci',
  title: 'GitLab CI',
  reads: '`.gitlab-ci.yml`, `*.gitlab-ci.yml`, and what they include from the same repository',
  source: 'https://docs.gitlab.com/ci/yaml/',
} as const satisfies ReaderMeta;
