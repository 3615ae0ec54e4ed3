export { bindingsFromActionFile } from './env-file.ts';
export { cutRuns, isComment, type KeyValue, readKeyValues } from './key-values.ts';
export { type ActionStep, inputOf, majorOf, malformInput, usesAction } from './step.ts';
