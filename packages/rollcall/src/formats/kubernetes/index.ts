import type { ReaderMeta } from '../../model/reader.ts';

export { readCreatedStore } from './created-stores.ts';
export { extractKubernetes, type KubernetesCommands, mentionsKubernetes } from './extract.ts';
export type { ManifestFiles } from './files.ts';
export { type HelmRelease, readRelease } from './helm/index.ts';
export type { KeySet } from './key-sets.ts';
export { fillSubstitutions } from './substitutions.ts';

export const meta = {
  kind: 'format',
  id: 'kubernetes',
  title: 'Kubernetes',
  reads: 'manifests of workloads, kustomizations, Helm charts',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/',
} as const satisfies ReaderMeta;
