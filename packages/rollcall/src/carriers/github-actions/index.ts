import type { ReaderMeta } from '../../model/reader.ts';

export type { UsesStep } from './steps.ts';
export { readWorkflow } from './workflow.ts';

export const meta = {
  kind: 'carrier',
  id: 'github-actions',
  title: 'GitHub Actions',
  reads: 'workflows of `.github/workflows/`, and `action.yml` of the same repository',
  source: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax',
} as const satisfies ReaderMeta;
