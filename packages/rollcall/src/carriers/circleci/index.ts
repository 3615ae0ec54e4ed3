export { readCircle } from './config.ts';
