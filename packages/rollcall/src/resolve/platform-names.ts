import { CLOUD_RUN_NAMES } from '../model/cloud-run-names.ts';
import type { Workload } from '../model/deployment.ts';

/**
 * Names that every process of a container has without being given them: the shell's and the C library's usual ones, and what Linux
 * container runtimes set. Source: https://docs.docker.com/reference/cli/docker/container/run/#env ("sets HOME, HOSTNAME, PATH, TERM").
 */
const ANY_PROCESS = ['HOME', 'HOSTNAME', 'PATH', 'PWD', 'SHLVL', 'TERM', 'TMPDIR', 'USER'];

const BY_WORKLOAD: Readonly<Record<Workload, ReadonlySet<string>>> = {
  service: new Set([...ANY_PROCESS, ...CLOUD_RUN_NAMES.service]),
  job: new Set([...ANY_PROCESS, ...CLOUD_RUN_NAMES.job]),
  function: new Set([...ANY_PROCESS, ...CLOUD_RUN_NAMES.function]),
  app: new Set([...ANY_PROCESS, ...CLOUD_RUN_NAMES.app]),
};

/** Whether the platform gives `name` to every container of this workload. */
export function isPlatformName(name: string, workload: Workload): boolean {
  return BY_WORKLOAD[workload].has(name);
}

/** Whether the platform gives `name` to some workload. */
export function isPlatformNameOfAny(name: string): boolean {
  return Object.values(BY_WORKLOAD).some((names) => names.has(name));
}
