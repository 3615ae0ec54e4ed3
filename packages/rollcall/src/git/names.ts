import { isUtf8 } from 'node:buffer';

/**
 * A file name as text. Git and Unix names are bytes: a byte that is not part of valid UTF-8 becomes a lone surrogate U+DC80–U+DCFF
 * (as in Python's `surrogateescape`, PEP 383), so that no two names fall together and {@link encodeName} gives the bytes back.
 */
export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let name = '';
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] ?? 0;
    const sequence = bytes.subarray(i, i + sequenceLength(lead));
    const valid = isUtf8(sequence);
    name += valid ? sequence.toString('utf8') : String.fromCharCode(0xdc00 + lead);
    i += valid ? sequence.length : 1;
  }
  return name;
}

/** Names that end in NUL each, as git's `-z` writes them. */
export function splitNames(bytes: Buffer): string[] {
  // One decoding of all is many times faster, and nearly always possible.
  if (isUtf8(bytes)) return bytes.toString('utf8').split('\0').slice(0, -1);
  const names: string[] = [];
  for (let start = 0, end = bytes.indexOf(0); end >= 0; start = end + 1, end = bytes.indexOf(0, start))
    names.push(decodeName(bytes.subarray(start, end)));
  return names;
}

/** The bytes of a name made by {@link decodeName}. */
export function encodeName(name: string): Buffer {
  if (!ESCAPED.test(name)) return Buffer.from(name);
  const parts = name.split(/([\udc80-\udcff])/u);
  return Buffer.concat(
    parts.map((part) =>
      /^[\udc80-\udcff]$/u.test(part) ? Buffer.from([part.charCodeAt(0) - 0xdc00]) : Buffer.from(part),
    ),
  );
}

/** Whether a name holds bytes that are not UTF-8, so that only its bytes open the file. */
export function isByteName(name: string): boolean {
  return ESCAPED.test(name);
}

const ESCAPED = /[\udc80-\udcff]/u;

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
