export { listTaskfile, readTaskWords, runTaskfile } from './run.ts';
