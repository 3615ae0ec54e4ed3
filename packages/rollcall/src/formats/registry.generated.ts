// Written by `npm run generate` from what lies in this folder.
import { cloudRunYaml } from './cloud-run-yaml/index.ts';
import { deployCloudrun } from './deploy-cloudrun/index.ts';
import { gcloud } from './gcloud/index.ts';

/** Every one of formats/, by name. */
export const formats = [
  cloudRunYaml,
  deployCloudrun,
  gcloud,
] as const;
