export { listPackageScripts, readPackageWords, runPackageScript } from './scripts.ts';
