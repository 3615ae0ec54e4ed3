export { evaluateShell } from './evaluate.ts';
export { shellReads } from './reads.ts';
