export { listMakeTargets, runMake } from './makefile.ts';
export { readMakeWords } from './words.ts';
