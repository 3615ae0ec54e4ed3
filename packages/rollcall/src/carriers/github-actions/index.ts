export { readWorkflow } from './workflow.ts';
