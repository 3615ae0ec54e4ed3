// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders in the source text under test.
import { beforeAll, describe, expect, it } from 'vitest';
import { java } from '../../../src/languages/java/index.ts';
import { expectTruePlaces, holdsOfAnyText, nodesOf } from '../lowered-properties.ts';

const texts = [
  'package a.b;\nimport c.D;\nimport static c.E.f;\n@Component class A extends D { @Value("${X:${Y:z}}") private String x; A(@Value("${Q}") String q, int... r) { this(1); } }\n',
  'class A { static String m(String a) throws B { String v = System.getenv(a); if (v == null || v.isEmpty()) throw new C("no"); for (String s : List.of("A")) f(s); return v != null ? v : "d"; } }\n',
  'enum E { ONE("a"), TWO { }; private String k; E(String k) { this.k = k; } }\nrecord R(@NotBlank String a) { }\ninterface I { default void f() {} }\n',
  'class A { void f() { switch (v) { case "a": case "b": x(); break; default: y(); } var q = switch (v) { case "a" -> 1; default -> { yield 2; } }; try (var r = o()) { a(); } catch (B | C e) { b(); } finally { c(); } list.forEach(n -> g(n)); do { } while (true); } }\n',
];
const words = [
  'class A {',
  '}',
  '{',
  'void f(',
  ')',
  '"${X}"',
  '@Value(',
  'System.getenv("A")',
  ';',
  '"',
  '->',
  'case "a":',
  'new ',
  '\n',
  '/*',
  '*/',
  '__proto__',
  '::',
  '?',
  'import a.B;\n',
];

beforeAll(() => java.load());

describe('java', () => {
  holdsOfAnyText(java, 'A.java', texts, words);

  it('gives places that are true in sound texts', () => {
    for (const text of texts) {
      expectTruePlaces(java, text, 'A.java');
      expect(java.lower(text).some(({ kind }) => kind === 'broken')).toBe(false);
    }
  });

  it('places a placeholder where its name stands', () => {
    const [text = ''] = texts;
    const calls = nodesOf(java.lower(text)).filter(({ kind, start, end }) => kind === 'call' && end > start);
    const written = calls.map(({ start, end }) => text.slice(start, end));
    for (const name of ['X', 'Y', 'Q']) expect(written).toContain(name);
  });

  it('tells what is imported', () => {
    expect(java.imports(texts[0] ?? '').map(({ module }) => module)).toEqual(['c.D', 'c.E']);
  });

  it('says what does not parse', () => {
    expect(java.lower('class A { void f( { System.getenv("X"); }').some(({ kind }) => kind === 'broken')).toBe(true);
  });
});
