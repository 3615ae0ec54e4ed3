// Written by `npm run generate` from what lies in this folder.
import { gcloud } from './gcloud/index.ts';

/** Every one of formats/, by name. */
export const formats = [
  gcloud,
] as const;
