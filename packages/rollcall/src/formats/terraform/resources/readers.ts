import type { Gap } from '../../../model/unresolved.ts';
import type { ParsedFile } from '../hcl/syntax.ts';
import { readFunction, readFunction2 } from './cloud-functions.ts';
import { readV1Service } from './cloud-run-v1.ts';
import { readV2Job, readV2Service, readV2WorkerPool } from './cloud-run-v2.ts';
import type { ResourceReader } from './resource.ts';

const READERS: ReadonlyMap<string, ResourceReader> = new Map([
  ['google_cloud_run_service', readV1Service],
  ['google_cloud_run_v2_service', readV2Service],
  ['google_cloud_run_v2_job', readV2Job],
  ['google_cloud_run_v2_worker_pool', readV2WorkerPool],
  ['google_cloudfunctions_function', readFunction],
  ['google_cloudfunctions2_function', readFunction2],
]);

/** Resources that give an environment to code and are not read, with where they deploy to. */
const UNREAD: ReadonlyMap<string, string> = new Map([
  ['kubernetes_deployment', 'Kubernetes'],
  ['kubernetes_deployment_v1', 'Kubernetes'],
  ['kubernetes_stateful_set', 'Kubernetes'],
  ['kubernetes_stateful_set_v1', 'Kubernetes'],
  ['kubernetes_cron_job', 'Kubernetes'],
  ['kubernetes_cron_job_v1', 'Kubernetes'],
  ['aws_ecs_task_definition', 'Amazon ECS'],
  ['aws_lambda_function', 'AWS Lambda'],
  ['aws_apprunner_service', 'AWS App Runner'],
  ['azurerm_container_app', 'Azure Container Apps'],
  ['google_app_engine_standard_app_version', 'App Engine'],
  ['google_app_engine_flexible_app_version', 'App Engine'],
]);

export function readerOf(type: string): ResourceReader | null {
  return READERS.get(type) ?? null;
}

/** The resources of a file that deploy and are not read. */
export function unreadResources({ body }: ParsedFile): readonly Gap[] {
  return body.blocks.flatMap(({ type, labels, range }): Gap[] => {
    const unread = type === 'resource' ? UNREAD.get(labels[0] ?? '') : undefined;
    if (unread === undefined) return [];
    const text = `it deploys to ${unread}, and resources of its kind are not read`;
    return [
      { reason: 'unreadable', text, range: { ...range, end: Math.min(range.end, range.start + 60) }, names: 'all' },
    ];
  });
}
