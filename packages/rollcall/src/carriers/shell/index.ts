export { evaluateShell, type ShellFacts } from './evaluate.ts';
