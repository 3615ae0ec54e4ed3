// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders in the source text under test.
import { beforeAll, describe, expect, it } from 'vitest';
import { kotlin } from '../../../src/languages/kotlin/index.ts';
import { expectTruePlaces, holdsOfAnyText, nodesOf } from '../lowered-properties.ts';

const texts = [
  'package a.b\nimport c.D\nimport c.f as g\n@Component class A(@Value("\\${X:\\${Y:z}}") private val x: String, vararg r: Int = 1) : D(x) {\n val y = "a$x ${x.length}"\n init { g() }\n companion object {\n const val Q = "q"\n }\n}\n',
  'fun m(a: String, b: String? = null): String { val v = System.getenv(a) ?: return b ?: throw C("no"); for (s in listOf("A")) f(s); return if (v != "") v else { "d" } }\n',
  'enum class E(val k: String) { ONE("a"), TWO("b");\n fun f() = k\n}\ndata class R(val a: String = "x")\ninterface I {\n fun f() {}\n}\nobject O {\n val l by lazy { "a" }\n val z get() = l!!\n}\n',
  'fun f(v: Any?) { when (v) { "a", is B -> x(); in c -> y(); else -> {} }\n val q = when { v == 1 -> 1; else -> { 2 } }\n try { a() } catch (e: B) { b() } finally { c() }\n list.forEach { n -> g(n) }; do { } while (true)\n v?.let { println(it) }; x += """raw $v"""; a[0] = !b; loop@ while (x) { break } }\n',
];
const words = [
  'class A {',
  '}',
  '{',
  'fun f(',
  ')',
  '"${X}"',
  '@Value(',
  'System.getenv("A")',
  ';',
  '"',
  '->',
  '"a" ->',
  '?: ',
  '\n',
  '/*',
  '*/',
  '__proto__',
  '::',
  '"""',
  'import a.B\n',
];

beforeAll(() => kotlin.load());

describe('kotlin', () => {
  holdsOfAnyText(kotlin, 'A.kt', texts, words);

  it('gives places that are true in sound texts', () => {
    for (const text of texts) {
      expectTruePlaces(kotlin, text, 'A.kt');
      expect(kotlin.lower(text).some(({ kind }) => kind === 'broken')).toBe(false);
    }
  });

  it('places a placeholder where its name stands', () => {
    const [text = ''] = texts;
    const calls = nodesOf(kotlin.lower(text)).filter(({ kind, start, end }) => kind === 'call' && end > start);
    const written = calls.map(({ start, end }) => text.slice(start, end));
    for (const name of ['X', 'Y']) expect(written).toContain(name);
  });

  it('tells what is imported', () => {
    expect(kotlin.imports(texts[0] ?? '').map(({ module }) => module)).toEqual(['c.D', 'c.f']);
  });

  it('says what does not parse', () => {
    expect(kotlin.lower('class A { fun f( { System.getenv("X") }').some(({ kind }) => kind === 'broken')).toBe(true);
  });
});
