import type { ResolvedDeployment } from '../model/resolution.ts';

/** `a`, `a or b`, `a, b or c`. */
export function anyWords(words: readonly string[]): string {
  return join(words, 'or');
}

/** `a`, `a and b`, `a, b and c`. */
export function allWords(words: readonly string[]): string {
  return join(words, 'and');
}

function join(words: readonly string[], last: string): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** ` in staging`, or nothing where the environment is not known. */
export function inEnvironment(deployment: ResolvedDeployment): string {
  const { environment } = deployment.deployment;
  return environment === null ? '' : ` in ${environment}`;
}

/** ` to auth`, or nothing where the service is not known. */
export function receiver({ deployment }: ResolvedDeployment): string {
  return deployment.service === null ? '' : ` to ${deployment.service}`;
}

/** The deployment as a sentence's subject, by the file that holds it. */
export function theDeployment(deployment: ResolvedDeployment): string {
  return `its deployment in ${deployment.deployment.range.path}`;
}
