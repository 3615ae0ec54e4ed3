import type { Range } from './span.ts';
import type { Text } from './text.ts';

/** A text as a report may show it: each hole as the source writes it, except for what may be a value there. */
export function asShown(text: Text): string {
  return text.map((piece) => (piece.kind === 'text' ? piece.text : coverLiterals(piece.written))).join('');
}

/**
 * An expression of source code without what may be a value in it: the content of strings, what is assigned or is a default, and the
 * arguments of a command whose output is taken.
 */
export function coverLiterals(expression: string): string {
  return expression
    .replace(/([$<>]\(\s*[\w./-]+)\s[\s\S]*/, '$1 …)')
    .replace(STRING, (whole, quote, content) => (VARIABLE.test(content) ? whole : `${quote}…${quote}`))
    .replace(DEFAULT, (whole, head, rest) => (/\w/.test(rest.replace(/\$\w+/g, '')) ? `${head}…` : whole))
    .replace(/(?<![=!<>:?+-])=(?![=>…])\s*[^\s"'`),;}\]]+/g, '=…');
}

const STRING = /(["'`])((?:\\[\s\S]|(?!\1)[^\\])+)(?:\1|$)/g;
const VARIABLE = /^\$\{?\w+(?:\[[@*]\])?\}?$/;
/** `${NAME:-…}`. */
const DEFAULT = /(\$\{[^}$:?+=-]*:?[-?+=])([^}]+)/g;

/** Where the holes of a text stand whose expressions may hold a value. */
export function literalPlaces(text: Text): Range[] {
  return text.flatMap((piece) => (piece.kind === 'hole' ? literalPlace(piece) : []));
}

/** The place of an expression that may hold a value; a call may be written without its arguments. */
export function literalPlace({ written, range }: { readonly written: string; readonly range: Range | null }): Range[] {
  return range && (written.includes('(') || coverLiterals(written) !== written) ? [range] : [];
}
