export { extractDeployCloudFunctions, isDeployCloudFunctions } from './extract.ts';
