import type { Found, ReadText } from './found.ts';

/** What a shell script or a CI file deploys. */
export function collectHosts(_path: string, _text: string, _readText: ReadText): Found {
  return { deployments: [], gaps: [] };
}
