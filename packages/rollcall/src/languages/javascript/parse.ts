import type * as oxc from 'oxc-parser';

let parseSync: typeof oxc.parseSync | null = null;

/** Loads the parser; it is native code and costs nothing before. */
export async function loadParser(): Promise<void> {
  ({ parseSync } = await import('oxc-parser'));
}

/**
 * Ways to read a text whose file name is not known, likeliest first. `<T>x` is a cast in `ts` and a tag in `tsx`; a script may use
 * `await` as a name; a CommonJS module may return at top level.
 */
const readings = [
  { lang: 'tsx', sourceType: 'module' },
  { lang: 'ts', sourceType: 'module' },
  { lang: 'tsx', sourceType: 'commonjs' },
  { lang: 'jsx', sourceType: 'script' },
] as const;

/**
 * Parses a text, whose last token ends at `end`, as the reading with the fewest errors among those that gave a whole tree.
 * @returns null when no reading gave one
 * @throws Error when the parser was not loaded
 */
export function parseProgram(text: string, end: number): oxc.Program | null {
  if (!parseSync) throw new Error('The JavaScript parser must be loaded before it is used.');
  let best: oxc.Program | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (const { lang, sourceType } of readings) {
    const result = parseSync('file', text, { lang, sourceType, astType: 'ts', preserveParens: false });
    const errors = result.errors.length;
    if (errors >= fewest) continue;
    const { program } = result;
    // The parser gives up with an empty tree, or at a foreign character with a tree that ends there; other errors lose nothing.
    if (errors > 0 && (program.body.at(-1)?.end ?? 0) < end) continue;
    best = program;
    fewest = errors;
    if (errors === 0) return best;
  }
  return best;
}

/**
 * The comments of a text, with their marks; null where no reading of it is without errors.
 * @throws Error when the parser was not loaded
 */
export function parseComments(text: string): { readonly start: number; readonly end: number }[] | null {
  if (!parseSync) throw new Error('The JavaScript parser must be loaded before it is used.');
  for (const { lang, sourceType } of readings) {
    const { errors, comments } = parseSync('file', text, { lang, sourceType });
    if (errors.length === 0) return comments.map(({ start, end }) => ({ start, end }));
  }
  return null;
}

/** The text with a byte order mark and a hashbang line made harmless; every other offset stays. */
export function withoutPreamble(text: string): string {
  return text.replace(/^\uFEFF?#!/, (mark) => `${' '.repeat(mark.length - 2)}//`).replace(/^\uFEFF/, ' ');
}
