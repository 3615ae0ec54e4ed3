export { type PipelineInput, readPipeline } from './pipeline.ts';
