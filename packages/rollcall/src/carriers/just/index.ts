export { listJustRecipes, readJustWords, runJust } from './run.ts';
