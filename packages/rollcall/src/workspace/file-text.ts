import { isUtf8 } from 'node:buffer';
import type { UnresolvedReason } from '../model/unresolved.ts';

/** A file's text, or why it has none. `lossy`: bytes that its encoding does not allow became U+FFFD. */
export type FileText =
  | { readonly ok: true; readonly text: string; readonly lossy: boolean }
  | { readonly ok: false; readonly reason: UnresolvedReason };

/** Git's own measure (`buffer_is_binary` in xdiff-interface.c): a NUL this early makes a file binary. */
const BINARY_PROBE = 8000;

/**
 * A file's bytes as text. UTF-16 is decoded where a byte order mark announces it, everything else is read as UTF-8. A byte order
 * mark is no part of the text: offset 0 is the character after it, in every encoding. Line ends stay as they are.
 */
export function decodeText(bytes: Buffer): FileText {
  const wide = announcedUtf16(bytes);
  if (wide !== null) return decodeUtf16(bytes, wide);
  if (bytes.subarray(0, BINARY_PROBE).includes(0)) return { ok: false, reason: 'binary' };
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const content = marked ? bytes.subarray(3) : bytes;
  return { ok: true, text: content.toString('utf8'), lossy: !isUtf8(content) };
}

/** UTF-32's little-endian mark begins with UTF-16's; such a file is left to the NUL test. */
function announcedUtf16(bytes: Buffer): 'little' | 'big' | null {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'big';
  if (bytes[0] !== 0xff || bytes[1] !== 0xfe) return null;
  return bytes.length >= 4 && bytes[2] === 0 && bytes[3] === 0 ? null : 'little';
}

function decodeUtf16(bytes: Buffer, order: 'little' | 'big'): FileText {
  const even = bytes.length - (bytes.length % 2);
  const units = order === 'little' ? bytes.subarray(2, even) : Buffer.from(bytes.subarray(2, even)).swap16();
  const text = units.toString('utf16le');
  // A lone surrogate has no UTF-8 form: the way through bytes makes it U+FFFD.
  const whole = Buffer.from(text).toString('utf8');
  return even === bytes.length
    ? { ok: true, text: whole, lossy: whole !== text }
    : { ok: true, text: `${whole}\ufffd`, lossy: true };
}
