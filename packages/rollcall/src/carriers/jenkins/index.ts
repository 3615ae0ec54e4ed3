import type { ReaderMeta } from '../../model/reader.ts';

export { readJenkinsfile } from './jenkinsfile.ts';

export const meta = {
  kind: 'carrier',
  id: 'jenkins',
  title: 'Jenkins',
  reads: '`Jenkinsfile*`, `*.jenkinsfile`',
  source: 'https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/',
} as const satisfies ReaderMeta;
