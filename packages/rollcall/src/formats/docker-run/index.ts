export { extractDockerRun, joinEnvFiles } from './extract.ts';
