export { nestsTooDeep } from '../../manifests/yaml-depth.ts';
export { readDotenv } from './dotenv.ts';
export { bindingsFromEnvFile, bindingsFromMap, type EnvFile, joinEnvFile } from './env-file.ts';
export { extractGcloud, type GcloudExtraction } from './extract.ts';
export { takesValue } from './flags.ts';
export { envFileGap } from './read-bindings.ts';
export { refuseReserved } from './reserved-names.ts';
