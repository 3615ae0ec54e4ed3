import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeText } from '../../src/workspace/file-text.ts';

const MARK = '\ufeff';

it('keeps line ends, and offsets count from after a byte order mark', () => {
  const text = 'a=1\r\nb="ü😀"\rc\n';
  const expected = { ok: true, text, lossy: false };
  expect(decodeText(Buffer.from(text))).toEqual(expected);
  expect(decodeText(Buffer.from(MARK + text))).toEqual(expected);
  expect(decodeText(Buffer.from(MARK + text, 'utf16le'))).toEqual(expected);
  expect(decodeText(Buffer.from(MARK + text, 'utf16le').swap16())).toEqual(expected);
  expect(decodeText(Buffer.alloc(0))).toEqual({ ok: true, text: '', lossy: false });
});

it('takes a NUL in the first 8,000 bytes for a binary file', () => {
  expect(decodeText(Buffer.from('a\0b'))).toEqual({ ok: false, reason: 'binary' });
  expect(decodeText(Buffer.from(`${'x'.repeat(7999)}\0`))).toEqual({ ok: false, reason: 'binary' });
  expect(decodeText(Buffer.from(`${'x'.repeat(8000)}\0`))).toMatchObject({ ok: true, lossy: false });
  expect(decodeText(Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]))).toEqual({ ok: false, reason: 'binary' });
});

it('replaces what its encoding does not allow, and says so', () => {
  expect(decodeText(Buffer.from([0x61, 0xe9, 0x62]))).toEqual({ ok: true, text: 'a\ufffdb', lossy: true });
  expect(decodeText(Buffer.from([0xff, 0xfe, 0x61, 0, 0x62]))).toEqual({ ok: true, text: 'a\ufffd', lossy: true });
  expect(decodeText(Buffer.from([0xff, 0xfe, 0x3d, 0xd8, 0x61, 0]))).toEqual({
    ok: true,
    text: '\ufffda',
    lossy: true,
  });
});

it('takes any bytes; what is not lossy gives the bytes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const read = decodeText(Buffer.from(bytes));
      if (!read.ok) {
        expect(read.reason).toBe('binary');
        return;
      }
      expect(read.text).not.toMatch(/\p{Cs}/u);
      if (!read.lossy && isUtf8(bytes))
        expect([Buffer.from(read.text), Buffer.from(MARK + read.text)]).toContainEqual(Buffer.from(bytes));
    }),
  );
});

it('gives back any text in each encoding', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('utf8', 'utf16le'), (text, encoding) => {
      fc.pre(!text.includes('\0') && !text.startsWith(MARK));
      expect(decodeText(Buffer.from(MARK + text, encoding as BufferEncoding))).toEqual({
        ok: true,
        text,
        lossy: false,
      });
    }),
  );
});
