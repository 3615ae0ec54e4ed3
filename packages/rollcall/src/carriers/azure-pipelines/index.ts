export { readAzure } from './pipeline.ts';
