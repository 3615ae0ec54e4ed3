import type { Carrier } from './command.ts';
import type { FormatId } from './deployment.ts';
import type { READ_LANGUAGES } from './read.ts';

/** What a folder of `formats/`, `carriers/` or `languages/` says of itself; docs/reference/support.md is written from it. */
export type ReaderMeta =
  | (Described & { readonly kind: 'format'; readonly id: FormatId })
  | (Described & { readonly kind: 'carrier'; readonly id: Carrier })
  | (Described & { readonly kind: 'language'; readonly id: (typeof READ_LANGUAGES)[number] })
  | PartMeta;

interface Described {
  /** What people call it. */
  readonly title: string;
  /** Which files, commands or steps it reads, in words. */
  readonly reads: string;
  /** The page that says what its texts mean. */
  readonly source: string;
}

/** A folder that other readers share: it reads nothing by itself, and their cases are its cases. */
export interface PartMeta {
  readonly kind: 'part';
  readonly id: string;
  readonly title: string;
}
