export { type AppFile, extractAppEngine, isAppEngineFile } from './extract.ts';
