import fc from 'fast-check';

/** Pieces of Python that stand at column 0, each complete; together they hold what the language has. */
export const fragments = [
  'import os, sys as system\nfrom a.b import (c, d as e,  # why\n  f)\n',
  'from . import x\nfrom ..pkg import *\nfrom __future__ import annotations\n',
  'if TYPE_CHECKING:\n    from t import T\nelif y: pass\nelse:\n    import u\n',
  '"""Docstring with def f(): pass"""\n',
  'KEY = os.environ["KEY"]  # needed\n',
  'a = b = os.getenv("A", \'x\')\n(c, *d), e[0], f.g = h\n',
  'x: "int" = 1_000\ny: list[str]\nz += -0x1f\n',
  's = "a" \'b\' f"{c!r:>{w}}" + f\'{d}\' % (1, 2.5e3)\n',
  't = f"{x["k"]} {{}} {y=} {z:%H:%M}"\n',
  'u = """multi\nline \\\n"quoted" \'\'\' """\n',
  "v = r'\\d' b'bytes' u'\\u00e9'\n",
  '@dec\n# comment\n@app.route("/", methods=["GET"])\nasync def f(a, b: int = 1, /, *args: str, c=None, **kw) -> int:\n    """doc"""\n    await g(*a, **b)\n    yield 1\n    return not a if b and c or d else lambda q, r=1: q\n',
  'class K(Base, metaclass=Meta):\n\n    x = 1\n    @property\n    def p(self): return self.x\n    @p.setter\n    def p(self, v): self.x = v\n    @staticmethod\n    def s(a): ...\n    # trailing\n',
  'for i, j in z(a):\n    if i < j <= 3 != k: continue\n    break\nelse:\n    pass\n',
  'while (n := next(it)) is not None:\n\tx //= n ** 2\nelse:\n\tdel x, y[0]\n',
  'try:\n    raise ValueError("x") from e\nexcept (A, b.C) as e:\n    pass\nexcept D: raise\nexcept:\n    assert x, "y"\nelse:\n    pass\nfinally:\n    z()\n',
  'with open(a) as f, b() as (c, d):\n    global q; q = {k: v for k, v in f if k if v}\n',
  'async with (a as b, c):\n    w = {**x, "k": [*y, 1], 2: {3, 4}}\n',
  'match command.split():\n    case "a" | "b": pass\n    case -1: pass\n    case {"k": v}: pass\n    case Point(x=0) if z: pass\n    case _: pass\n',
  'if __name__ == "__main__": main()\n',
  '# only a comment\n\n',
  'e = "😀" + 漢字["キー"]\n',
  'g = (i async for i in x if i not in y)\nh = a[1:2, ::3] @ b or ~c\n',
] as const;

/** Any sequence of the fragments, with blank lines between. */
export const programs = fc
  .array(fc.tuple(fc.constantFrom(...fragments), fc.constantFrom('', '\n', '\n\n# note\n')), { maxLength: 8 })
  .map((pieces) => pieces.map((piece) => piece.join('')).join(''));

/** The fragments with something taken out, doubled or put in. */
export const mutated = fc
  .tuple(programs, fc.nat(), fc.nat(40), fc.string({ unit: 'binary', maxLength: 6 }))
  .map(([text, at, length, inserted]) => {
    const start = text.length === 0 ? 0 : at % text.length;
    return text.slice(0, start) + inserted + text.slice(start + length);
  });
