export { readCloudBuild } from './build.ts';
