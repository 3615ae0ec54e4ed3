export { evaluatePowerShell } from './script.ts';
