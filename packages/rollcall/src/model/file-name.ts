import { asWritten, known, type Text } from './text.ts';

/**
 * A file's name as far as it tells one file from others: what only run time knows stands in it as the source writes it, and what a command
 * made up (`$(mktemp)`) with its place. It is not looked for from any folder then.
 */
export function fileNameOf(name: Text): string {
  const whole = known(name);
  if (whole !== null) return whole;
  const parts = name.map((piece) => {
    if (piece.kind === 'text') return piece.text;
    return /^\$\{?[\w:]+\}?$/.test(piece.written) ? `«${piece.written}»` : `«${piece.written} ${piece.range?.start}»`;
  });
  const written = parts.join('');
  return written.startsWith('/') ? written : `/${written}`;
}

/** Whether a word of a command holds a file's name. */
export function namesFile(word: Text, path: string): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return (path.includes('»') ? fileNameOf(word) : asWritten(word)).includes(last);
}
