export { readBatch } from './script.ts';
