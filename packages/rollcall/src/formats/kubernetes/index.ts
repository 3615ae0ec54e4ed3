export { extractKubernetes, mentionsKubernetes } from './extract.ts';
export type { ManifestFiles } from './files.ts';
export { type HelmRelease, readRelease } from './helm/index.ts';
export { fillSubstitutions } from './substitutions.ts';
