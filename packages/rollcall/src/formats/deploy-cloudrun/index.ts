import { extractDeployCloudrun, isDeployCloudrun } from './extract.ts';

export { bindingsFromActionFile } from './env-file.ts';
export { type DeployStep, extractDeployCloudrun, isDeployCloudrun } from './extract.ts';

/** The GitHub action google-github-actions/deploy-cloudrun. */
export const deployCloudrun = {
  id: 'deploy-cloudrun',
  reads: 'step',
  carriers: ['github-actions'],
  matches: isDeployCloudrun,
  extract: extractDeployCloudrun,
} as const;
