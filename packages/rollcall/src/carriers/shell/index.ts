export { evaluateShell } from './evaluate.ts';
