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
  /** https://cloud.google.com/functions/docs/configuring/env-var ("Environment variables set automatically", newer runtimes) */
  function: [
    'PORT',
    'K_SERVICE',
    'K_REVISION',
    'K_CONFIGURATION',
    'FUNCTION_TARGET',
    'FUNCTION_SIGNATURE_TYPE',
    'LOG_EXECUTION_ID',
  ],
  /** https://cloud.google.com/appengine/docs/standard/nodejs/runtime ("Environment variables"; NODE_ENV: Node.js only) */
  app: [
    'PORT',
    'GAE_APPLICATION',
    'GAE_DEPLOYMENT_ID',
    'GAE_ENV',
    'GAE_INSTANCE',
    'GAE_MEMORY_MB',
    'GAE_RUNTIME',
    'GAE_SERVICE',
    'GAE_VERSION',
    'GOOGLE_CLOUD_PROJECT',
    'NODE_ENV',
  ],
};
