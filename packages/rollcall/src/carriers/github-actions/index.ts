export type { UsesStep } from './steps.ts';
export { readWorkflow } from './workflow.ts';
