import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Language } from '../../src/program/program.ts';

interface Node {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly contentStart?: number;
}

/** Every node with a kind and a place, in any depth. */
export function nodesOf(value: unknown, found: Node[] = []): readonly Node[] {
  if (Array.isArray(value)) for (const item of value) nodesOf(item, found);
  else if (typeof value === 'object' && value !== null) {
    const node = value as Partial<Node>;
    if (typeof node.kind === 'string' && typeof node.start === 'number') found.push(node as Node);
    for (const item of Object.values(value)) nodesOf(item, found);
  }
  return found;
}

/** What holds of every place: it lies in the text, and a string that says where its text stands says it rightly. */
export function expectTruePlaces(language: Language, text: string, path: string): void {
  for (const unit of language.cut(text, path))
    for (const node of nodesOf(language.lower(unit.text, path))) {
      expect(node.start).toBeGreaterThanOrEqual(0);
      expect(node.end).toBeGreaterThanOrEqual(node.start);
      expect(node.end).toBeLessThanOrEqual(unit.text.length);
      if (node.kind === 'string' && node.contentStart !== undefined && node.contentStart >= 0) {
        const value = String(node.value);
        // In a text with code in it, the unit is the code; what stands outside of it is blank.
        expect(unit.text.slice(node.contentStart, node.contentStart + value.length)).toBe(value);
      }
    }
}

/** Properties that hold of every language's front end. */
export function holdsOfAnyText(
  language: Language,
  path: string,
  texts: readonly string[],
  words: readonly string[],
): void {
  const cutText = fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.constantFrom('', ...words))
    .map(([text, from, to, put]) => {
      const [a, b] = [from % (text.length + 1), to % (text.length + 1)].sort((x, y) => x - y);
      return text.slice(0, a) + put + text.slice(b);
    });
  const pieces = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((some) => some.join(''));
  const any = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), pieces, cutText);

  it('takes any text and gives places that are true', () => {
    fc.assert(
      fc.property(any, (text) => {
        expectTruePlaces(language, text, path);
        language.imports(text);
      }),
      { numRuns: 400 },
    );
  });

  it('cuts into units that lie in order and hold all that is no white space or comment', () => {
    fc.assert(
      fc.property(any, (text) => {
        let end = 0;
        for (const unit of language.cut(text, path)) {
          expect(unit.start).toBeGreaterThanOrEqual(end);
          expect(unit.text.length).toBe(unit.end - unit.start);
          end = unit.end;
        }
        if (language.cut(text, path).length > 0) expect(end).toBe(text.length);
      }),
      { numRuns: 200 },
    );
  });

  it('does not lose itself in deep nesting or length', () => {
    const [word = ''] = words;
    for (const text of ['('.repeat(5000), '['.repeat(5000), '{'.repeat(5000), word.repeat(5000), '"'.repeat(5001)])
      language.cut(text, path).map((unit) => language.lower(unit.text, path));
  });
}
