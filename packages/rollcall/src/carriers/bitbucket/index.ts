export { readBitbucket } from './pipeline.ts';
