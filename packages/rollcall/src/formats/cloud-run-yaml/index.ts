export { extractCloudRunYaml, mentionsCloudRun } from './extract.ts';
