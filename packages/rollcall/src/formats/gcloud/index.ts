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
export { nestsTooDeep } from './yaml-depth.ts';
