import { extractGcloud } from './extract.ts';

export { bindingsFromEnvFile, bindingsFromMap, type EnvFile, joinEnvFile } from './env-file.ts';
export { extractGcloud, type GcloudExtraction } from './extract.ts';
export { takesValue } from './flags.ts';
export { envFileGap } from './read-bindings.ts';

/** The `gcloud run` command line, in whatever host embeds it. */
export const gcloud = {
  id: 'gcloud',
  reads: 'command',
  carriers: ['shell', 'python', 'javascript', 'github-actions'],
  extract: extractGcloud,
} as const;
