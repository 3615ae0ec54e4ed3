import type { Gap } from '../../../model/unresolved.ts';
import type { ParsedFile } from '../hcl/syntax.ts';
import { readFunction, readFunction2 } from './cloud-functions.ts';
import { readV1Service } from './cloud-run-v1.ts';
import { readV2Job, readV2Service, readV2WorkerPool } from './cloud-run-v2.ts';
import { KUBERNETES_READERS } from './kubernetes.ts';
import type { ResourceReader } from './resource.ts';

const READERS: ReadonlyMap<string, ResourceReader> = new Map<string, ResourceReader>([
  ['google_cloud_run_service', readV1Service],
  ['google_cloud_run_v2_service', readV2Service],
  ['google_cloud_run_v2_job', readV2Job],
  ['google_cloud_run_v2_worker_pool', readV2WorkerPool],
  ['google_cloudfunctions_function', readFunction],
  ['google_cloudfunctions2_function', readFunction2],
  ...KUBERNETES_READERS,
]);

/** Resources that give an environment to code and are not read, with where they deploy to. */
const UNREAD: ReadonlyMap<string, string> = new Map([
  ['aws_ecs_task_definition', 'Amazon ECS'],
  ['aws_lambda_function', 'AWS Lambda'],
  ['aws_apprunner_service', 'AWS App Runner'],
  ['azurerm_container_app', 'Azure Container Apps'],
  ['google_app_engine_standard_app_version', 'App Engine'],
  ['google_app_engine_flexible_app_version', 'App Engine'],
]);

/** Resources that hold a manifest of Kubernetes of any kind, and the word that only those of what runs code hold. */
const MANIFESTS: ReadonlySet<string> = new Set(['kubernetes_manifest', 'kubectl_manifest']);
const RUNS_CODE = /\bcontainers"?\s*[:=]/;

export function readerOf(type: string): ResourceReader | null {
  return READERS.get(type) ?? null;
}

/** The resources of a file that deploy and are not read. */
export function unreadResources({ body, text: whole }: ParsedFile): readonly Gap[] {
  return body.blocks.flatMap(({ type, labels, range }): Gap[] => {
    const kind = type === 'resource' ? (labels[0] ?? '') : '';
    const isManifest = MANIFESTS.has(kind) && RUNS_CODE.test(whole.slice(range.start, range.end));
    const unread = isManifest ? 'Kubernetes' : UNREAD.get(kind);
    if (unread === undefined) return [];
    const text = `it deploys to ${unread}, and resources of its kind are not read`;
    return [
      { reason: 'unreadable', text, range: { ...range, end: Math.min(range.end, range.start + 60) }, names: 'all' },
    ];
  });
}
