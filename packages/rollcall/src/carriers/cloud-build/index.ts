export { type CloudBuildInput, readCloudBuild } from './build.ts';
