export { extractKubernetes, mentionsKubernetes } from './extract.ts';
export type { ManifestFiles } from './files.ts';
export { fillSubstitutions } from './substitutions.ts';
