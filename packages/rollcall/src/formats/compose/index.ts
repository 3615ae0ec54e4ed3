export { extractCompose } from './extract.ts';
export { type ComposeFiles, isCompose, isComposeName } from './files.ts';
export { interpolate } from './interpolate.ts';
