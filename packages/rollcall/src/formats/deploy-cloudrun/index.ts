export { bindingsFromActionFile } from './env-file.ts';
export { type DeployStep, extractDeployCloudrun, isDeployCloudrun } from './extract.ts';
