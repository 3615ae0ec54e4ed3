import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findComments } from '../../src/comments/find.ts';
import { languages } from '../../src/languages/registry.generated.ts';

await Promise.all(languages.map((language) => language.load()));

/** A file, and its comments; what looks like one and is a text says NO. */
const FILES: readonly (readonly [path: string, text: string, comments: readonly string[]])[] = [
  [
    'a.py',
    `x = '# NO' # one\ny = """\n# NO\n"""\nz = f"{x}# NO"  # two\nr = r'\\\\'  # three\n`,
    ['# one', '# two', '# three'],
  ],
  [
    'a.ts',
    `const a = '// NO'; // one\nconst b = \`// NO \${/* two */ 1} // NO\`;\nconst c = /\\/\\/ NO/; /* three\n */\n`,
    ['// one', '/* two */', '/* three\n */'],
  ],
  ['broken.js', "const a = '// NO'; // one\nconst = ; /* two */\n", ['// one', '/* two */']],
  [
    'a.go',
    'package a // one\nvar b = `// NO\n// NO`\nvar c = "// NO" /* two */\nvar d = \'/\' // three\n',
    ['// one', '/* two */', '// three'],
  ],
  [
    'A.java',
    'class A { // one\n  String b = "// NO"; /* two */\n  String c = """\n    // NO\n    """;\n}\n',
    ['// one', '/* two */'],
  ],
  ['a.rb', 'a = "# NO #{1} # NO" # one\nb = <<~T\n  # NO\nT\nc = %w[# NO] # two\n', ['# one', '# two']],
  [
    'a.sh',
    `a='# NO' # one\nb="# NO $(c # two\n)"\ncat <<T # three\n# NO\nT\necho a#NO \${a#NO} \\# NO\n# four\n`,
    ['# one', '# two', '# three', '# four'],
  ],
  ['deploy', '#!/usr/bin/env python3\nx = "# NO" # one\n', ['#!/usr/bin/env python3', '# one']],
  [
    '.github/workflows/a.yml',
    'a: "# NO" # one\nrun: |\n  echo \'# NO\' # two\nb: b#NO\nc: |\n  # NO\n',
    ['# one', '# two'],
  ],
  ['cloudbuild.yaml', "args:\n  - -c\n  - |\n    echo '# NO'\n    # one\n", ['# one']],
  ['chart/templates/a.yaml', 'a: {{ "# NO" }} # one\n{{/* two */}}\nb: 1\n', ['# one', '{{/* two */}}']],
  ['Makefile', "A = b # one\ndeploy:\n\techo '# NO' # two\nB = c\\# NO\n", ['# one', '# two']],
  ['main.tf', 'a = "# NO" # one\nb = <<T\n# NO\nT\n// two\n/* three */\n', ['# one', '// two', '/* three */']],
  [
    'Jenkinsfile',
    "// one\nsh 'echo // NO'\nsh '''\n  echo a # two\n'''\ndef x = '''\n# NO\n'''\n/* three */\n",
    ['// one', '# two', '/* three */'],
  ],
  ['Dockerfile', '# one\nENV A=b # NO\n', ['# one']],
  ['.env', "A=b # one\nB='# NO'\nC=d#NO\n", ['# one']],
  ['a.ps1', `"# NO" # one\n@'\n# NO\n'@\n<# two\n#>\n`, ['# one', '<# two\n#>']],
  ['a.bat', 'rem one\necho remember NO\n@rem two\n:: three\n', ['rem one', 'rem two', ':: three']],
  ['a.properties', '# one\n! two\na=b # NO\n', ['# one', '! two']],
  ['schema.prisma', 'a = "// NO" // one\n', ['// one']],
  ['a.json', '{ "// NO": "# NO" }', []],
];

describe('comments', () => {
  it.each(FILES)('of %s', async (path, text, comments) => {
    const found = await findComments(path, text);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(comments);
  });

  it.each(FILES)('stand in order and inside of any text: %s', async (path, seed) => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.oneof(
            fc.constantFrom(...seed.split(/(?<=\W)/)),
            fc.constantFrom('"', "'", '`', '#', '//', '/*', '\n', '<<', '{{'),
          ),
        )
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        let done = 0;
        for (const { start, end } of await findComments(path, any)) {
          expect(start).toBeGreaterThanOrEqual(done);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(any.length);
          done = end;
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(['"', "'", '`', '$(', '<<A\n', '{{', '/*', '#', '"""', '(', '\\', '${'])(
    'are found in time that grows with the text, of %j',
    async (part) => {
      for (const [path] of FILES) {
        const found = await findComments(path, part.repeat(5_000));
        expect(Array.isArray(found)).toBe(true);
      }
    },
    20_000,
  );
});
