import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { python } from '../../../src/languages/python/index.ts';

const found = (text: string) => python.imports(text).map(({ module, names, typeOnly }) => [module, names, typeOnly]);

describe('imports', () => {
  it('finds every form, at any indentation', () => {
    const text = [
      'import os, a.b as c, d . e',
      'from m import (a, b as c,  # why',
      '   d)',
      'def f():',
      '    from . import x',
      '\tfrom ..pkg.sub import *',
      'try: import one; import two',
      'except ImportError: pass',
      'from a \\',
      '  import b',
    ].join('\n');
    expect(found(text)).toEqual([
      ['os', [], false],
      ['a.b', [], false],
      ['d.e', [], false],
      ['m', ['a', 'b', 'd'], false],
      ['.', ['x'], false],
      ['..pkg.sub', ['*'], false],
      ['one', [], false],
      ['two', [], false],
      ['a', ['b'], false],
    ]);
  });

  it('says where the module is written', () => {
    const text = 'x = "😀"\nfrom ..a.b import c\nfrom . import d\nimport e.f\n';
    expect(python.imports(text).map(({ start, end }) => text.slice(start, end))).toEqual(['..a.b', '.', 'e.f']);
  });

  it('sees none in strings, comments, other words and raise or yield from', () => {
    expect(
      found(
        '"""\nimport a\n"""\n# import b\nx = "import c"\nimportant = 1\nraise E from imports\nf"{x}import d"\ny = [\n"import e"]\n',
      ),
    ).toEqual([]);
  });

  it('tells imports for types only', () => {
    const text = [
      'if typing.TYPE_CHECKING:',
      '    import a',
      '    if x:',
      '        from b import c',
      'else:',
      '    import d',
      'if TYPE_CHECKING: import e',
      'import f',
    ].join('\r\n');
    expect(found(text)).toEqual([
      ['a', [], true],
      ['b', ['c'], true],
      ['d', [], false],
      ['e', [], true],
      ['f', [], false],
    ]);
  });

  it('goes on after what does not parse', () => {
    expect(found('x = (\nimport a\ny = "abc\nfrom b import c\n')).toEqual([
      ['a', [], false],
      ['b', ['c'], false],
    ]);
  });

  it('finds the modules that Django imports by their names in texts', () => {
    const text = [
      'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")',
      "os.environ['DJANGO_SETTINGS_MODULE'] = 'site.other'",
      'ROOT_URLCONF = "site.urls"',
      'urlpatterns = [path("", include("polls.urls")), path("x", include(("blog.urls", "blog")))]',
      'path("", include(polls)), include("not a module"), include("__proto__")',
    ].join('\n');
    const modules = python.imports(text);
    expect(modules.map(({ module }) => module)).toEqual([
      'site.settings',
      'site.other',
      'site.urls',
      'polls.urls',
      'blog.urls',
      '__proto__',
    ]);
    for (const { module, start, end } of modules) expect(text.slice(start, end)).toBe(module);
  });

  it('finds the apps and the middleware that Django is told', () => {
    const text = [
      'LOCAL_APPS = ["shop", \'blog.apps.BlogConfig\',  # "old",',
      '  "django.contrib.admin"]',
      'INSTALLED_APPS: list[str] = ["core", *LOCAL_APPS]',
      'INSTALLED_APPS += ("extra",)',
      'MIDDLEWARE = ["shop.middleware.Tenant", "plain"]',
      'x.NO_APPS["other"], apps = ["other"]',
    ].join('\n');
    const modules = python.imports(text);
    const parts = ['apps', 'models', 'admin'];
    expect(modules.map(({ module, names }) => [module, names])).toEqual([
      ['shop', parts],
      ['blog', parts],
      ['django.contrib.admin', parts],
      ['core', parts],
      ['extra', parts],
      ['shop.middleware', []],
    ]);
    for (const { module, start, end } of modules) expect(text.slice(start, end)).toBe(module);
  });

  it('takes any text after the words by which Django is told modules', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'DJANGO_SETTINGS_MODULE',
        'ROOT_URLCONF',
        'INSTALLED_APPS=[',
        'MIDDLEWARE=(',
        'include',
        '"',
        "'",
        ',',
        '=',
        '(',
        ']',
        ' ',
        '\n',
        '#',
        'a.b',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        for (const { module, start, end } of python.imports(text)) expect(text.slice(start, end)).toBe(module);
      }),
    );
  });
});
