import { extractCloudRunYaml, mentionsCloudRun } from './extract.ts';

export { extractCloudRunYaml, mentionsCloudRun } from './extract.ts';

/** Manifests of Cloud Run services, jobs and worker pools. */
export const cloudRunYaml = {
  id: 'cloud-run-yaml',
  reads: 'file',
  /** Names of files that may hold one; `mentions` then looks at the text. */
  files: /\.(ya?ml|json)(\.(tmpl|tpl|template|j2))?$/i,
  mentions: mentionsCloudRun,
  extract: extractCloudRunYaml,
} as const;
