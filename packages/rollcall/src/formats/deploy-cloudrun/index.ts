export { extractDeployCloudrun, isDeployCloudrun } from './extract.ts';
