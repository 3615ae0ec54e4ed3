export { evaluatePowerShell, type PowerShellInput } from './script.ts';
