export { extractPulumi, type PulumiResource } from './extract.ts';
