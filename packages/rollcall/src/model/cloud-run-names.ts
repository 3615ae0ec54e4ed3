import type { Workload } from './deployment.ts';

/**
 * What Cloud Run sets, by workload. Source: https://cloud.google.com/run/docs/container-contract#env-vars
 * ("Environment variables for services", "Environment variables for jobs").
 */
export const CLOUD_RUN_NAMES: Readonly<Record<Workload, readonly string[]>> = {
  service: ['PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION'],
  job: [
    'CLOUD_RUN_JOB',
    'CLOUD_RUN_EXECUTION',
    'CLOUD_RUN_TASK_INDEX',
    'CLOUD_RUN_TASK_ATTEMPT',
    'CLOUD_RUN_TASK_COUNT',
  ],
};
