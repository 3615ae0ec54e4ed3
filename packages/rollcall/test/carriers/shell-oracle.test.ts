import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentsEvaluated, argumentsInBash, distinct } from './bash-oracle.ts';

const SCRIPTS: readonly (readonly [string, string])[] = [
  ['quotes', `X='a b'; gcloud "$X" $X '$X' $'t\\tq' $"l" "q\\"q" a\\ b "" '' "a"'b'c`],
  ['continuations', 'gcloud run \\\n  --a=b \\\n  "c\\\nd"'],
  [
    'defaults',
    `unset A; B=; C=c; gcloud "\${A:-x}" "\${B:-x}" "\${B-x}" "\${C:-x}" "\${C:+y}" "\${B:+y}" "\${A:=z}" "$A"`,
  ],
  ['removal', `X=path/to/file.tar.gz; gcloud "\${X%.*}" "\${X%%.*}" "\${X#*/}" "\${X##*/}" "\${X%zip}"`],
  ['replacement', `X=a-b-c; gcloud "\${X/-/_}" "\${X//-/_}" "\${X/#a/z}" "\${X/%c/z}" "\${X//[ab]/x}" "\${X//-}"`],
  [
    'case and slices',
    `X=hello; gcloud "\${X^^}" "\${X^}" "\${X:1:3}" "\${X: -2}" "\${#X}" "\${X:2}"; Y=ABC; gcloud "\${Y,,}" "\${Y,}"`,
  ],
  ['arithmetic', 'I=2; gcloud $((I+3*2)) $((I**3)) $(( (I+1)%2 )); ((I++)); gcloud $I $((I>2?1:0)); let J=3 || true'],
  [
    'arrays',
    `A=(a "b c" d); A+=(e); gcloud "\${A[@]}" \${A[@]} "\${A[*]}" "\${A[1]}" "\${#A[@]}" "\${A[@]:1:2}" "\${A[-1]}" "x\${A[@]}y"`,
  ],
  ['joins', `A=(a=1 b=2); gcloud "$(IFS=,; echo "\${A[*]}")"; J=$(IFS='|'; printf '%s' "\${A[*]}"); gcloud "$J"`],
  [
    'join functions',
    `join_by() { local IFS="$1"; shift; echo "$*"; }; j2() { local d=$1; shift; printf '%s' "$1"; shift; printf '%s' "\${@/#/$d}"; }; gcloud "$(join_by , a b c)" "$(j2 ';' a b c)"`,
  ],
  [
    'tables',
    'declare -A M=([a]=1 [b]="x y"); M[c]=3; gcloud "${M[a]}" "${M[b]}" ${M[b]} "${#M[@]}"; K=c; gcloud "${M[$K]}"',
  ],
  ['table loop', 'declare -A M=([a]=1 [b]=2); for k in "${!M[@]}"; do gcloud "$k=${M[$k]}"; done'],
  ['ifs', `X=a,b,,c; IFS=,; gcloud $X; IFS=' ,'; Y='a , b c'; gcloud $Y; unset IFS; gcloud $Y`],
  [
    'here documents',
    `X=1\nY=$(cat <<EOF\na=$X\nb=\\$X \`echo q\`\nEOF\n)\ngcloud "$Y"\nZ=$(cat <<'EOF'\n$X\nEOF\n); gcloud "$Z"\nW=$(cat <<-EOF\n\t\ttab\n\tEOF\n); gcloud "$W"`,
  ],
  ['bash input', `bash <<'EOF'\ntrue\nEOF\neval "gcloud \\"a b\\" c"; X='gcloud d "e f"'; eval "$X"; eval gcloud '$X'`],
  [
    'functions',
    'f() { local x=$1; shift; gcloud "$x" "$@" $# "$*"; return 0; gcloud no; }; f a "b c" d; f one; x=out; g() { x=in; }; g; gcloud $x',
  ],
  [
    'if',
    'X=prod; if [ "$X" = dev ]; then gcloud dev; elif [[ $X == pr* ]]; then gcloud prod; else gcloud no; fi; [ -z "$X" ] || gcloud set; [[ -n $X && $X != a ]] && gcloud both; if ! [ a = b ]; then gcloud not; fi',
  ],
  [
    'bracket words',
    '[ a = a -a b = b ] && gcloud and; [ a = b -o c = c ] && gcloud or; [ ! a = b ] && gcloud not; [ 3 -gt 2 ] && gcloud gt; test x && gcloud x; [[ ( a == a || b == c ) && ! d == e ]] && gcloud group',
  ],
  [
    'case',
    'for X in auth api web-1 zz; do case "$X" in auth|api) gcloud two $X;; web-[0-9]) gcloud class;; *) gcloud other;; esac; done; case a in a) gcloud 1;& b) gcloud 2;; c) gcloud 3;; esac',
  ],
  [
    'loops',
    'for i in 1 2 "3 4"; do [ $i = 2 ] && continue; gcloud "$i"; done; for ((i=0;i<3;i++)); do gcloud n$i; done; I=0; while [ $I -lt 3 ]; do gcloud w$I; I=$((I+1)); done; until false; do gcloud u; break; done',
  ],
  [
    'nested break',
    'for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; gcloud $i$j; done; done; for i in 1 2; do for j in 1 2; do break 2; done; gcloud no; done',
  ],
  [
    'sequences',
    'for i in {1..3} {a..c} $(seq 2 3) $(echo p q); do gcloud "$i"; done; gcloud x{a,b{1,2}}y {"q r",s} a{b}c {01..03}',
  ],
  [
    'read',
    `while IFS='=' read -r k v; do gcloud "$k" "$v"; done <<EOF\na=1\nb=x=y\n\nc=\nEOF\nread -r X Y <<< "one two three"; gcloud "$X" "$Y"; while read -r l || [ -n "$l" ]; do gcloud "$l"; done < <(printf 'p\\nq')`,
  ],
  [
    'mapfile',
    `mapfile -t A < <(printf '%s\\n' a "b c"); gcloud "\${A[@]}"; IFS=, read -ra B <<< "x,y z,w"; gcloud "\${B[@]}"`,
  ],
  [
    'pipes',
    `X=$(printf '%s\\n' a b c | paste -sd, -); gcloud "$X"; gcloud "$(echo a b | tr ' ' ',' | sed 's/,$//')"; gcloud "$(printf '%s,' a b | sed 's/,$//')" $(echo ABC | tr A-Z a-z) "$(printf 'a\\nb\\n' | tr '\\n' ',')" "$(echo x=1 | cut -d= -f2)" "$(printf 'b\\na\\n' | sort | head -n 1)"`,
  ],
  [
    'printf',
    `printf -v X '%s=%s,' a 1 b 2; gcloud "\${X%,}"; gcloud "$(printf 'n\\t%s%%' z)" "$(echo -n q)" "$(echo -e 'a\\nb')"`,
  ],
  ['paths', `gcloud "$(basename /a/b.sh)" "$(basename a/b.sh .sh)" "$(dirname a/b/c)" "$(dirname x)"`],
  [
    'subshells',
    'X=1; (X=2; gcloud $X); gcloud $X; { X=3; gcloud $X; }; gcloud $X; Y=$(X=4; echo $X); gcloud $X $Y; echo a | { read -r q; gcloud "$q"; }',
  ],
  [
    'wrappers',
    'A=b; A=c gcloud "$A"; ! gcloud n; time gcloud t; gcloud bg & wait; true && gcloud and; false || gcloud or; false && gcloud no; true',
  ],
  [
    'exit',
    'f() { if [ "$1" = stop ]; then return 1; fi; gcloud "$1"; }; f go; f stop || gcloud failed; (exit 0; gcloud no); gcloud after; exit 0; gcloud never',
  ],
  [
    'set',
    'set -- a "b c" d; gcloud "$@" "$2" $#; shift; gcloud "$1" "${@:2}"; while [ $# -gt 0 ]; do case $1 in d) gcloud d;; *) gcloud "o $1";; esac; shift; done',
  ],
  [
    'options',
    'main() { while [[ $# -gt 0 ]]; do case "$1" in --env) ENV="$2"; shift 2;; --env=*) ENV="${1#*=}"; shift;; -v|--verbose) V=1; shift;; *) R+=("$1"); shift;; esac; done; gcloud "$ENV" "$V" "${R[@]}"; }; R=(); main --env prod x -v y; main --env=dev',
  ],
  ['strings', 'S="A=a"; S+=",B=b"; S="${S},C=c"; gcloud --set-secrets="$S" --x=$S'],
  [
    'indirection',
    'A_B=v; N=A_B; gcloud "${!N}"; for p in A B; do declare "V_$p=x$p"; done; gcloud "$V_A" "$V_B"; export "Q=1 2"; gcloud "$Q"',
  ],
  ['empty words', 'E=; gcloud $E "$E" a"$E" "${U[@]}" ${E:-} "$(true)" $(true)'],
  ['backticks', 'X=`echo a\\`echo b\\``; gcloud $X "`echo c d`"'],
  [
    'conditional lists',
    'A=(); [ 1 = 1 ] && A+=(--x y); [ 1 = 2 ] && A+=(--z); gcloud "${A[@]+"${A[@]}"}" ${A[@]:+"${A[@]}"}',
  ],
  [
    'local scope',
    'x=g; f() { local x=l; h; }; h() { gcloud $x; x=changed; }; f; h; gcloud $x; k() { local IFS=-; gcloud "$*"; }; k a b; gcloud "$*"',
  ],
];

describe('the evaluator and the real shell', () => {
  for (const [name, script] of SCRIPTS) {
    it(`agree on ${name}`, () => {
      expect(distinct(argumentsEvaluated(script))).toEqual(distinct(argumentsInBash(script)));
    });
  }
});

const word = fc.constantFrom(
  'a',
  'b',
  'SECRET_KEY=secret-key:latest',
  'x y',
  '--flag',
  'K=v,L=w',
  "it's",
  'a*',
  '',
  'é',
);
const name = fc.constantFrom('A', 'B', 'C');
const list = fc.constantFrom('L', 'M');

const quoted = fc.oneof(
  word.map((w) => `'${w.replaceAll("'", `'\\''`)}'`),
  word.map((w) => `"${w}"`),
  name.map((n) => `"$${n}"`),
  name.map((n) => `$${n}`),
  name.map((n) => `"\${${n}}-z"`),
  name.map((n) => `"\${${n}:-d}"`),
  name.map((n) => `"\${${n}%?}"`),
  name.map((n) => `"\${${n}//a/_}"`),
  list.map((l) => `"\${${l}[@]}"`),
  list.map((l) => `"\${${l}[*]}"`),
  list.map((l) => `"$(IFS=,; echo "\${${l}[*]}")"`),
  fc.tuple(name, word).map(([n, w]) => `"$(printf '%s,' "$${n}" "${w}" | sed 's/,$//')"`),
);
const call = fc.array(quoted, { maxLength: 4 }).map((words) => `gcloud ${words.join(' ')}`);

const { statement } = fc.letrec<{ statement: string; body: string }>((tie) => ({
  body: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    call,
    fc.tuple(name, quoted).map(([n, w]) => `${n}=${w}`),
    fc.tuple(name, quoted).map(([n, w]) => `${n}+=${w}`),
    fc.tuple(list, fc.array(quoted, { maxLength: 3 })).map(([l, words]) => `${l}=(${words.join(' ')})`),
    fc.tuple(list, quoted).map(([l, w]) => `${l}+=(${w})`),
    fc
      .tuple(name, word, tie('body'), tie('body'))
      .map(([n, w, a, b]) => `if [ "$${n}" = "${w}" ]; then\n${a}\nelse\n${b}\nfi`),
    fc.tuple(name, tie('body'), tie('body')).map(([n, a, b]) => `case "$${n}" in\na|x*) ${a} ;;\n*) ${b} ;;\nesac`),
    fc
      .tuple(fc.array(quoted, { maxLength: 3 }), tie('body'))
      .map(([words, b]) => `for C in ${words.join(' ')}; do\n${b}\ndone`),
    fc
      .tuple(fc.array(quoted, { maxLength: 3 }), tie('body'))
      .map(([words, b]) => `f() {\n${b}\ngcloud "$@"\n}\nf ${words.join(' ')}`),
    tie('body').map((b) => `(\n${b}\n)`),
    fc.tuple(name, tie('statement')).map(([n, s]) => `[[ -n "$${n}" ]] && { ${s}\n}`),
    fc.tuple(name, word).map(([n, w]) => `${n}=$(cat <<EOF\n${w} $B\nEOF\n)`),
  ),
}));

it('agree on generated scripts', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), (lines) => {
      const script = `A=a; B=b; C='c d'; L=(); M=(m 'n o')\nset -f\n${lines.join('\n')}\ntrue`;
      expect(distinct(argumentsEvaluated(script))).toEqual(distinct(argumentsInBash(script)));
    }),
    { numRuns: 150 },
  );
}, 120_000);
