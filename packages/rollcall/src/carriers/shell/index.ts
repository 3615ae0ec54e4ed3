export { evaluateShell, type ShellFacts, type ShellInput } from './evaluate.ts';
export type { ReadScript } from './machine.ts';
