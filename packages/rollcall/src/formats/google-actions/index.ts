import type { PartMeta } from '../../model/reader.ts';

export { bindingsFromActionFile } from './env-file.ts';
export { cutRuns, isComment, type KeyValue, readKeyValues } from './key-values.ts';
export { type ActionStep, inputOf, majorOf, malformInput, usesAction } from './step.ts';

export const meta = {
  kind: 'part',
  id: 'google-actions',
  title: "Inputs of Google's actions",
} as const satisfies PartMeta;
