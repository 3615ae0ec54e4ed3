export { extractAppEngine, isAppEngineFile } from './extract.ts';
