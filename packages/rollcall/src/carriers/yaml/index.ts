import type { PartMeta } from '../../model/reader.ts';

export const meta = { kind: 'part', id: 'yaml', title: 'YAML of CI files, with places' } as const satisfies PartMeta;
