export { readPipeline } from './pipeline.ts';
