export type { UsesStep } from './steps.ts';
export { readWorkflow, type WorkflowFacts, type WorkflowInput } from './workflow.ts';
