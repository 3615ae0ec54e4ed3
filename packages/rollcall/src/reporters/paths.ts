import { encodeName } from '../git/names.ts';

/** A path of a report as its repository knows it. */
export function fromRepository(path: string, prefix: string): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}

/**
 * A path as a relative reference: every byte that may not stand in a segment is escaped.
 * https://www.rfc-editor.org/rfc/rfc3986#section-3.3
 */
export function asUri(path: string): string {
  const escaped = [...encodeName(path)].map((byte) => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9\-._~!$&'()*+,;=@/]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return escaped.join('');
}
