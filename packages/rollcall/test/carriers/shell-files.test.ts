// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts hold such places
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateShell } from '../../src/carriers/shell/evaluate.ts';
import { argumentsEvaluated } from './bash-oracle.ts';
import { gcloudLines, showText } from './facts.ts';

function filesOf(script: string): Record<string, string> {
  const { files } = evaluateShell({ path: 'x.sh', script, positional: [] });
  return Object.fromEntries([...files].map(([path, text]) => [path, showText(text)]));
}

describe('files that a script writes', () => {
  it('are kept as they stand at its end, where they may hold variables', () => {
    const script =
      'echo A=1 > .env\necho "B=$B" >> .env\nprintf "x: %s\\n" "$(date)" > sub/e.yaml\necho gone > out.log\n';
    expect(filesOf(script)).toEqual({ '.env': 'A=1\nB=«$B»\n', 'sub/e.yaml': 'x: «$(date)»\n' });
  });

  it('may be called anything but what holds no variables', () => {
    const script =
      'for f in prod_env app.conf x.flags deploy.properties build/vars settings.ini; do echo A > "$f"; done\necho A > /dev/null\necho A > a.md\n';
    expect(Object.keys(filesOf(script))).toEqual([
      'prod_env',
      'app.conf',
      'x.flags',
      'deploy.properties',
      'build/vars',
      'settings.ini',
    ]);
  });

  it('are told apart where a command makes up their names, and by the variable where nothing set it', () => {
    const script =
      'F=$(mktemp)\nG=$(mktemp)\necho A > "$F"\necho B >> "$G"\necho C >> $G\necho D > "$HOME/dd.yaml"\necho E > "$UNSET"\ngcloud x --flags-file="$F"\ngcloud y --flags-file "$HOME/dd.yaml"\n';
    expect(Object.values(filesOf(script))).toEqual(['A\n', 'B\nC\n', 'D\n']);
    const { commands } = evaluateShell({ path: 'x.sh', script, positional: [] });
    const read = commands.flatMap(({ files }) => (files ? [Object.values(files).map(showText)] : []));
    expect(read).toEqual([['A\n'], ['D\n']]);
  });

  it('begin anew where they are written anew, and go where the script goes', () => {
    expect(filesOf('cd app\necho A > e.env\ncd ..\necho B > app/e.env\n')).toEqual({ 'app/e.env': 'B\n' });
    expect(filesOf('{ echo A; echo B; } > e.env\n')).toEqual({ 'e.env': 'A\nB\n' });
  });

  it('can be read back', () => {
    const script =
      'cat > e.env <<END\nA=1\n# no\n\nB=2\nEND\ngcloud x "$(grep -v "^#" e.env | sed "/^$/d" | paste -sd, -)" "$(cat e.env | head -1)"\n';
    const { commands } = evaluateShell({ path: 'x.sh', script, positional: [] });
    expect(gcloudLines(commands)).toEqual(['gcloud x A=1,B=2 A=1']);
  });
});

describe('lines that grep and sed choose', () => {
  const line = fc.constantFrom('', '#', '# a', ' #b', 'A=1', 'B = 2', '  ', 'export C=3', 'a#b', '=x', 'A=1=');
  const filter = fc.constantFrom(
    "grep -v '^#'",
    "grep -v '^$'",
    "grep -E '^(#|$)'",
    "grep -vE '^\\s*#|^\\s*$'",
    "grep -v '^ *#'",
    "grep '='",
    "grep -v '=$'",
    "sed '/^#/d'",
    "sed '/^#/d;/^$/d'",
    "sed -e '/^ *#/d' -e 's/ //g'",
  );

  it('are those that the real ones choose', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), filter, (lines, command) => {
        const script = `cat <<'END' | ${command}\n${lines.map((one) => `${one}\n`).join('')}END\n`;
        const real = execFileSync('bash', ['-c', `${script}true`], { encoding: 'utf8' });
        const [seen] = argumentsEvaluated(`X="$(${script})"\ngcloud "$X"\n`);
        expect(seen).toEqual([real.replace(/\n+$/, '')]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a word that stands before a command on some runs only', () => {
  it.each([
    ['if [ -f x ]; then D="echo [dry]"; else D=""; fi\n$D gcloud run deploy a\n', ['gcloud run deploy a']],
    ['D=\n[[ "$*" == *--dry* ]] && D=echo\n$D gcloud run deploy a\n', ['gcloud run deploy a']],
  ])('leaves the command: %s', (script, lines) => {
    const { commands } = evaluateShell({ path: 'x.sh', script });
    expect(gcloudLines(commands)).toEqual(lines);
  });
});
