import type { ReaderMeta } from '../../model/reader.ts';

export { nestsTooDeep } from '../../manifests/yaml-depth.ts';
export { isVariableName, readDotenv } from './dotenv.ts';
export {
  bindingsFromEnvFile,
  bindingsFromMap,
  bindingsFromWrittenFile,
  type EnvFile,
  joinEnvFile,
} from './env-file.ts';
export { extractGcloud, type GcloudExtraction } from './extract.ts';
export { takesValue } from './flags.ts';
export { expandFlagsFiles } from './flags-file.ts';
export { envFileGap } from './read-bindings.ts';
export { refuseReserved } from './reserved-names.ts';

export const meta = {
  kind: 'format',
  id: 'gcloud',
  title: 'gcloud',
  reads: 'commands `gcloud run`, `gcloud functions deploy` and `gcloud app deploy` that carriers hold',
  source: 'https://cloud.google.com/sdk/gcloud/reference/run/deploy',
} as const satisfies ReaderMeta;
