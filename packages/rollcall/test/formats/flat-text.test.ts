import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flatten } from '../../src/model/flat-text.ts';
import { asWritten, concat, hole, literal } from '../../src/model/text.ts';

const piece = fc.oneof(
  fc.string().map((text) => literal(text)),
  fc.constant(hole('$X', null)),
);

it('cuts a text into parts that join to the whole', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(), (pieces, seed) => {
      const text = concat(...pieces);
      const { chars, cut } = flatten(text);
      const at = seed % (chars.length + 1);
      expect(asWritten(concat(cut(0, at), cut(at, chars.length)))).toBe(asWritten(text));
    }),
  );
});
