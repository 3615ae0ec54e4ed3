/** How much of a tree was looked at. `files`: with a format or a language of ours; `parsed`, `partly`, `skipped` add up to it. */
export interface Coverage {
  readonly files: number;
  readonly parsed: number;
  readonly partly: number;
  readonly skipped: number;
}
