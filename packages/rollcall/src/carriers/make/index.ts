export { listMakeTargets, runMake, runMakeAlone } from './makefile.ts';
export { readMakeWords } from './words.ts';
