import type { ReaderMeta } from '../../model/reader.ts';

export { readAzure } from './pipeline.ts';

export const meta = {
  kind: 'carrier',
  id: 'azure-pipelines',
  title: 'Azure Pipelines',
  reads: '`azure-pipelines*.yml`, and YAML files of `.azure-pipelines/`, `.azure/` and `.azuredevops/`',
  source: 'https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/',
} as const satisfies ReaderMeta;
