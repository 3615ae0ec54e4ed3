import type { Workload } from '../model/deployment.ts';

/**
 * Names that every process of a container has without being given them: the shell's and the C library's usual ones, and what Linux
 * container runtimes set. Source: https://docs.docker.com/reference/cli/docker/container/run/#env ("sets HOME, HOSTNAME, PATH, TERM").
 */
const ANY_PROCESS = ['HOME', 'HOSTNAME', 'PATH', 'PWD', 'SHLVL', 'TERM', 'TMPDIR', 'USER'];

/**
 * What Cloud Run sets, by workload. Source: https://cloud.google.com/run/docs/container-contract#env-vars
 * ("Environment variables for services", "Environment variables for jobs").
 */
const CLOUD_RUN: Readonly<Record<Workload, readonly string[]>> = {
  service: ['PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION'],
  job: [
    'CLOUD_RUN_JOB',
    'CLOUD_RUN_EXECUTION',
    'CLOUD_RUN_TASK_INDEX',
    'CLOUD_RUN_TASK_ATTEMPT',
    'CLOUD_RUN_TASK_COUNT',
  ],
};

const BY_WORKLOAD: Readonly<Record<Workload, ReadonlySet<string>>> = {
  service: new Set([...ANY_PROCESS, ...CLOUD_RUN.service]),
  job: new Set([...ANY_PROCESS, ...CLOUD_RUN.job]),
};

/** Whether the platform gives `name` to every container of this workload. */
export function isPlatformName(name: string, workload: Workload): boolean {
  return BY_WORKLOAD[workload].has(name);
}
