// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text holds such places
import { describe, expect, it } from 'vitest';
import { evaluateShell, type ShellFacts, type ShellInput } from '../../src/carriers/shell/evaluate.ts';
import { isWord } from '../../src/model/command.ts';
import { known, literal } from '../../src/model/text.ts';
import { gcloudLines, showText, textOfCommand, wrongSpans } from './facts.ts';

function evaluate(script: string, more: Partial<ShellInput> = {}): ShellFacts {
  return evaluateShell({ path: 'scripts/deploy.sh', script, ...more });
}

function lines(script: string, more: Partial<ShellInput> = {}): string[] {
  const { commands } = evaluate(script, more);
  expect(wrongSpans(commands, 'scripts/deploy.sh', script)).toEqual([]);
  return gcloudLines(commands);
}

function tree(files: Record<string, string>) {
  const held = new Map(Object.entries(files));
  return (path: string) => {
    const text = held.get(path);
    return text === undefined ? null : { path, text };
  };
}

describe('branches on what only run time knows', () => {
  it('give one command for each case, with the case as its condition', () => {
    const script = [
      'case "$1" in',
      '  auth) SECRETS="A=a:latest" ;;',
      '  backend|api) SECRETS=B=b:1 ;;',
      '  *) echo unknown; exit 1 ;;',
      'esac',
      'gcloud run deploy "$1" --set-secrets "$SECRETS"',
    ].join('\n');
    expect(lines(script)).toEqual([
      'gcloud run deploy auth --set-secrets A=a:latest  # $1=auth',
      'gcloud run deploy backend --set-secrets B=b:1  # $1=backend',
      'gcloud run deploy api --set-secrets B=b:1  # $1=api',
    ]);
  });

  it('mark words that one branch adds to a list', () => {
    const script =
      'A=(--x)\nif gcloud secrets describe Y; then A+=(--update-secrets Y=y:1); fi\ngcloud run deploy "${A[@]}" --z';
    expect(lines(script)[1]).toBe('gcloud run deploy --x ?--update-secrets ?Y=y:1 --z');
  });

  it('mark text that one branch adds to a text', () => {
    const script = 'S=A=a:1\n[ -f key ] && S="$S,B=b:1"\ngcloud run deploy --set-secrets "$S"';
    expect(lines(script)).toEqual(['gcloud run deploy --set-secrets A=a:1?(,B=b:1)']);
  });

  it('mark text that a switch adds, whatever it is compared with, and give one command for each of other words', () => {
    const added = (test: string): string[] =>
      lines(`S=A=a:1\nif ${test}; then S+=",B=b:1"; fi\ngcloud run deploy --set-secrets "$S"`);
    for (const test of [
      '[ "$MAIL" = true ]',
      '[[ $MAIL == "1" ]]',
      '[ "$MAIL" != off ]',
      '[[ "$1" == yes && -n "$HOST" ]]',
    ])
      expect(added(test)).toEqual(['gcloud run deploy --set-secrets A=a:1?(,B=b:1)']);
    expect(added('[ "$ENV" = prod ]')).toHaveLength(2);
  });

  it('know in a branch what its test compared', () => {
    const script =
      'if [ "$ENV" = "production" ]; then gcloud a "$ENV"; elif [[ "$ENV" == staging ]]; then gcloud b "$ENV-x"; else gcloud c $ENV; fi';
    expect(lines(script)).toEqual([
      'gcloud a production  # $ENV=production',
      'gcloud b staging-x  # $ENV=staging',
      'gcloud c «$ENV»',
    ]);
  });

  it('keep two tests of one unknown together', () => {
    const script = [
      'if [ "$ENV" = prod ]; then MIN=2; else MIN=0; fi',
      'case $ENV in prod) P=acme-prod;; *) P=acme-dev;; esac',
      'gcloud run deploy --project $P --min $MIN',
    ].join('\n');
    expect(lines(script)).toEqual([
      'gcloud run deploy --project acme-prod --min 2  # $ENV=prod',
      'gcloud run deploy --project acme-dev --min 0',
    ]);
  });

  it('take a default as known, and still follow the branches of another word', () => {
    const script =
      'ENV="${1:-staging}"\nif [ "$ENV" = production ]; then P=prod; else P=$ENV; fi\ngcloud run deploy --project "acme-$P"';
    expect(lines(script)).toEqual([
      'gcloud run deploy --project acme-prod  # $ENV=production',
      'gcloud run deploy --project acme-staging',
    ]);
  });

  it('read a default that a test of emptiness sets as the default it is', () => {
    const script = 'R=$1\nif [ -z "$R" ]; then R=us-central1; fi\ngcloud run deploy --region "$R"';
    expect(lines(script)).toEqual(['gcloud run deploy --region us-central1']);
  });

  it('go on with the worlds that an exit leaves', () => {
    const script = '[ "$ENV" = staging ] || { echo no; exit 1; }\ngcloud run deploy "auth-$ENV"';
    expect(lines(script)).toEqual(['gcloud run deploy auth-staging  # $ENV=staging']);
  });

  it('bound the alternatives, and say so', () => {
    const cases = Array.from({ length: 100 }, (_, i) => `s${i}) X=x${i};;`).join('\n');
    const { gaps, commands } = evaluate(`case $1 in\n${cases}\nesac\ngcloud run deploy "$X"`);
    expect(gaps.map((gap) => gap.reason)).toContain('evaluation-bound');
    expect(gcloudLines(commands).length).toBeLessThanOrEqual(65);
  });
});

describe('loops', () => {
  it('run once over what is not known', () => {
    const script =
      'for s in $SERVICES; do gcloud run deploy "$s" --set-secrets A=a:1; A+=(--x "$s"); done\ngcloud all "${A[@]}"';
    expect(lines(script)).toEqual(['gcloud run deploy «$s» --set-secrets A=a:1', 'gcloud all …"${A[@]}"']);
  });

  it('read options into holes that are no missing input', () => {
    const script = [
      'PROJECT=acme',
      'while [[ $# -gt 0 ]]; do',
      '  case $1 in',
      '    --env) ENV="$2"; shift 2 ;;',
      '    --project) PROJECT="$2"; shift 2 ;;',
      '    --prod) MODE=prod; shift ;;',
      '    *) echo bad; exit 1 ;;',
      '  esac',
      'done',
      'gcloud run deploy "auth-$ENV" --project "$PROJECT"',
    ].join('\n');
    const { inputs } = evaluate(script);
    expect(lines(script)).toEqual(['gcloud run deploy auth-«$ENV» --project acme']);
    expect([...inputs.keys()]).toEqual([]);
  });

  it('wait without end only once', () => {
    expect(lines('while true; do gcloud poll; sleep 5; done')).toEqual(['gcloud poll']);
    expect(lines('until curl -f x; do gcloud poll; done; gcloud after')).toEqual(['gcloud poll', 'gcloud after']);
  });
});

describe('expansions of text that is known in part', () => {
  const expanded = (value: string, ...expansions: string[]): string[] =>
    lines(`V="${value}"\ngcloud ${expansions.map((one) => `"${one}"`).join(' ')}`);

  it('take known text off, and leave an unknown that no separator is in', () => {
    expect(expanded('A=$A,B=b,', '${V%,}', '${V%%,}', '${V%?}', '${V#A=}')).toEqual([
      'gcloud A=«$A»,B=b A=«$A»,B=b A=«$A»,B=b «$A»,B=b,',
    ]);
    expect(expanded('A=$A,B=$B', '${V%,}', '${V%x}', '${V%%,*}', '${V%,*}')).toEqual([
      'gcloud A=«$A»,B=«$B» «${V%x}» «${V%%,*}» «${V%,*}»',
    ]);
    expect(expanded('$A/b/c.yaml', '${V%.*}', '${V%/*}', '${V##*/}')).toEqual(['gcloud «$A»/b/c «$A»/b «${V##*/}»']);
  });

  it('replace separators, and nothing that an unknown may hold', () => {
    expect(expanded('A=$A , B=b,', '${V// /}', '${V//,/@}', '${V/ /}', '${V/%,/}', '${V//b/c}')).toEqual([
      'gcloud A=«$A»,B=b, A=«$A» @ B=b@ A=«$A», B=b, A=«$A» , B=b «${V//b/c}»',
    ]);
    expect(expanded('A=$A\nB=b', "${V//$'\\n'/,}", '${V//[[:space:]]/;}')).toEqual(['gcloud A=«$A»,B=b A=«$A»;B=b']);
  });

  it('cut where the ends are counted over known text', () => {
    expect(expanded(',A=$A,', '${V:1}', '${V:0:-1}', '${V:1:3}', '${V:4}', '${V: -1}')).toEqual([
      'gcloud A=«$A», ,A=«$A» «${V:1:3}» «${V:4}» ,',
    ]);
  });

  it('keep what is there on some runs so', () => {
    const script =
      'V="A=a"\n[ -f x ] && V+=" ,B=$B"\n[ -f y ] && V+=" ,C=c"\nV=${V// /}\ngcloud --set-env-vars "$V" "${V%,}"';
    const list = 'A=a?(,B=)?(«$B»)?(,C=c)';
    expect(lines(script)).toEqual([`gcloud --set-env-vars ${list} ${list}`]);
  });

  it('join the words of an array with separators between them', () => {
    const script =
      'P=("A=$A" "B=true")\nV=""\nfor one in "${P[@]}"; do V+="$one,"; done\nV=${V%,}\ngcloud functions deploy f --set-env-vars $V';
    expect(lines(script)).toEqual(['gcloud functions deploy f --set-env-vars A=«$A»,B=true']);
  });
});

describe('inputs', () => {
  it('are names without assignment or default, with their places', () => {
    const script = 'A=1\ngcloud "$A" "$X" "${Y}" "${Z:-z}" "${W:?needed}" "$HOME" "$GITHUB_SHA"\ngcloud "$X"';
    const { inputs, commands } = evaluate(script);
    expect([...inputs].map(([name, ranges]) => [name, ranges.map((r) => script.slice(r.start, r.end))])).toEqual([
      ['X', ['$X', '$X']],
      ['Y', ['${Y}']],
    ]);
    const holes = commands[0]?.argv
      .flatMap((argument) => (isWord(argument) ? argument.text : []))
      .filter((p) => p.kind === 'hole');
    expect(holes?.map((p) => p.kind === 'hole' && (p.input ?? null))).toEqual(['X', 'Y', null, null, null]);
  });

  it('are not asked for when the caller gives them, or an unread file may', () => {
    expect([...evaluate('gcloud $X', { variables: new Map([['X', literal('v')]]) }).inputs.keys()]).toEqual([]);
    const { inputs, gaps } = evaluate('source .env\ngcloud $X');
    expect([...inputs.keys()]).toEqual([]);
    expect(gaps.map((gap) => gap.reason)).toEqual(['unread-hand-over']);
  });
});

describe('other scripts', () => {
  const readScript = tree({
    'scripts/lib/common.sh': 'SECRETS=(A=a:1 B=b:2)\njoin() { local IFS=,; echo "$*"; }\n',
    'scripts/env.sh': 'export REGION=us-east1\r\nexport PROJECT=acme\r\n',
  });

  it('are followed where they are sourced', () => {
    for (const line of [
      'source "$(dirname "$0")/lib/common.sh"',
      'DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\n. "$DIR/lib/common.sh"',
      'source ${BASH_SOURCE%/*}/lib/common.sh',
      'source scripts/lib/common.sh',
      'cd "$(dirname "$0")/.."; . ./scripts/lib/common.sh',
      'cd "$(git rev-parse --show-toplevel)" && . scripts/lib/common.sh',
    ]) {
      const { commands, handOvers } = evaluate(`${line}\ngcloud --set-secrets "$(join "\${SECRETS[@]}")"`, {
        readScript,
      });
      expect(gcloudLines(commands)).toEqual(['gcloud --set-secrets A=a:1,B=b:2']);
      expect(handOvers.map(({ how, to }) => `${how} ${to}`)).toEqual(['source scripts/lib/common.sh']);
    }
  });

  it('keep their places, also with line ends of two characters', () => {
    const { commands } = evaluate('. scripts/env.sh\ngcloud --region=$REGION --project="$PROJECT"', { readScript });
    const text = readScript('scripts/env.sh')?.text ?? '';
    expect(gcloudLines(commands)).toEqual(['gcloud --region=us-east1 --project=acme']);
    expect(wrongSpans(commands, 'scripts/env.sh', text)).toEqual([]);
  });

  it('are hand-overs when they are run, with the words and the variables they get', () => {
    const script = [
      'export ENV=staging; LOCAL=x',
      'bash scripts/a.sh one "$ENV"',
      './b.sh',
      'A=1 python3 scripts/c.py --project acme',
      'python -m tools.deploy x',
      'node d.mjs; npm run deploy; make deploy; bash -e "$UNKNOWN/e.sh"; uv run python f.py',
      'bash -euo pipefail g.sh 1',
    ].join('\n');
    const { handOvers } = evaluate(script);
    expect(handOvers.map((h) => [h.to, h.written, h.argv.length, Object.keys(h.environment).join()])).toEqual([
      ['scripts/a.sh', 'scripts/a.sh', 2, 'ENV'],
      ['b.sh', './b.sh', 0, 'ENV'],
      ['scripts/c.py', 'scripts/c.py', 2, 'ENV,A'],
      ['tools/deploy.py', 'tools.deploy', 1, 'ENV'],
      ['d.mjs', 'd.mjs', 0, 'ENV'],
      [null, 'run', 2, 'ENV'],
      [null, 'deploy', 1, 'ENV'],
      [null, '$UNKNOWN/e.sh', 0, 'ENV'],
      ['f.py', 'f.py', 0, 'ENV'],
      ['g.sh', 'g.sh', 1, 'ENV'],
    ]);
  });

  it('are followed where their output is taken, with what they are given and nothing else', () => {
    const scripts = tree({
      'list.sh': '#!/bin/sh\ntag=$2\ngcloud inside >&2\necho "$1=a:$tag,$GIVEN,$OWN" | tr -d " "\n',
      'lib.sh': '#!/usr/bin/env bash\nexport LEFT=left; echo "$(bash ./list.sh "$@")"; exit 0',
      'list.py': 'print("A=a:1")',
      'self.sh': 'echo "$(./self.sh)"',
    });
    for (const call of ['./list.sh', 'bash list.sh', 'sh -eu ./list.sh', './lib.sh', '"$(dirname "$0")/../list.sh"']) {
      const script = `OWN=x; export GIVEN=B=b:1\nLIST=$(${call} A 1)\ngcloud "--set-secrets=$LIST" $LEFT`;
      const { commands } = evaluate(script, { readScript: scripts });
      expect([call, ...gcloudLines(commands)]).toEqual([call, 'gcloud --set-secrets=A=a:1,B=b:1,«$OWN» «$LEFT»']);
    }
    const other = ['$(./list.py)', '$(./self.sh)', '$(./gone.sh)', '`python list.py`'];
    for (const call of other)
      expect(gcloudLines(evaluate(`gcloud "x${call}"`, { readScript: scripts }).commands)).toEqual([
        `gcloud x«${call}»`,
      ]);
    const { handOvers } = evaluate('LIST=$(./list.sh)', { readScript: scripts });
    expect(handOvers.map(({ how, to }) => `${how} ${to}`)).toEqual(['run list.sh']);
  });

  it('that source themselves end', () => {
    const self = tree({ 'scripts/deploy.sh': '. scripts/deploy.sh\ngcloud x' });
    expect(gcloudLines(evaluate('. scripts/deploy.sh\ngcloud x', { readScript: self }).commands)).toEqual(['gcloud x']);
  });
});

describe('commands', () => {
  it('stand where they are run: a wrapped one at the call of its wrapper', () => {
    const script =
      'retry() { local n=$1; shift; until "$@"; do sleep 1; done; }\nretry 3 gcloud run deploy auth || exit 1\n';
    const found = evaluate(script).commands.filter((command) => gcloudLines([command]).length > 0);
    expect(found.map((command) => textOfCommand(command, script))).toEqual(['retry 3 gcloud run deploy auth']);
  });

  it('are found behind wrappers, in functions that nobody calls, and in the background', () => {
    const script =
      'sudo -E gcloud a; exec 3>&1; env A=b gcloud b; timeout 60 gcloud c; nice -n 5 gcloud d; echo x | xargs -n1 gcloud e; f() { gcloud f "$1"; }; gcloud g & ! gcloud h; (gcloud i) | tee log; doppler run -- gcloud j; exec gcloud k\ngcloud never';
    expect(lines(script)).toEqual([
      'gcloud a',
      'gcloud b',
      'gcloud c',
      'gcloud d',
      'gcloud e …xargs',
      'gcloud g',
      'gcloud h',
      'gcloud i',
      'gcloud j',
      'gcloud k',
      'gcloud f «$1»',
    ]);
  });

  it('have the variables that are set for them', () => {
    const { commands } = evaluate('A=1 B="x $C" gcloud run; env D=2 gcloud two');
    expect(Object.entries(commands[0]?.environment ?? {}).map(([name, text]) => [name, showText(text)])).toEqual([
      ['A', '1'],
      ['B', 'x «$C»'],
    ]);
    expect(Object.keys(commands[1]?.environment ?? {})).toEqual(['D']);
  });

  it('leave open what may be any number of words', () => {
    expect(lines('gcloud a "$@" $(flags) --region $REGION $EXTRA_ARGS "$X"')).toEqual([
      'gcloud a …"$@" …$(flags) --region «$REGION» …$EXTRA_ARGS «$X»',
    ]);
  });

  it('hold what a script exports, and what it leaves for later steps', () => {
    const { exported, written } = evaluate(
      'export A=1; B=2; export B; C=3; declare -x D=4\necho "TARGET=prod-$A" >> "$GITHUB_ENV"',
    );
    expect([...exported].map(([name, text]) => `${name}=${known(text)}`)).toEqual(['A=1', 'B=2', 'D=4']);
    expect(showText(written.get('GITHUB_ENV')?.get('TARGET') ?? [])).toBe('prod-1');
  });

  it('survive a name that is a property of every object', () => {
    const script =
      'declare -A M=([__proto__]=1 [constructor]=2); __proto__=x; constructor=(a b)\ngcloud "${M[__proto__]}" "$__proto__" "${constructor[1]}" "$toString"; __proto__ x; toString';
    expect(lines(script)).toEqual(['gcloud 1 x b «$toString»']);
  });
});

describe('what does not parse', () => {
  it('is a gap with its place, and the rest is read', () => {
    const script = 'gcloud a\nif true; then\n| ! bad\ngcloud b\nfi )\ngcloud c\n';
    const { gaps, commands } = evaluate(script);
    expect(gaps.some((gap) => gap.reason === 'syntax-error' && gap.range !== null)).toBe(true);
    expect(gcloudLines(commands)).toEqual(expect.arrayContaining(['gcloud a', 'gcloud c']));
  });

  it('may be a conflict, whose sides are both read', () => {
    const script =
      '<<<<<<< HEAD\ngcloud run deploy --set-secrets A=a:1\n=======\ngcloud run deploy --set-secrets B=b:1\n>>>>>>> x\ngcloud last\n';
    expect(gcloudLines(evaluate(script).commands)).toContain('gcloud last');
  });
});

describe('bounds', () => {
  it('end loops, recursions and texts that grow', () => {
    for (const script of [
      'f() { f; f; }; f',
      'f() { f "$@" x & f "$@" y; }; f',
      'X=x; for i in {1..30}; do X="$X$X$X$X"; done; gcloud "$X"',
      'A=(x); for i in {1..30}; do A+=("${A[@]}"); done; gcloud "${A[@]}"',
      'while [ 1 = 1 ]; do gcloud x; done',
      'for ((;;)); do gcloud x; done',
      'X="eval \\$X"; eval "$X"',
      'for a in {1..100}; do for b in {1..100}; do for c in {1..100}; do gcloud $a$b$c; done; done; done',
      Array.from({ length: 40 }, (_, i) => `if [ "$A${i}" = x ]; then B${i}=1; else B${i}=2; fi`).join('\n') +
        '\ngcloud ' +
        Array.from({ length: 40 }, (_, i) => `$B${i}`).join(''),
    ]) {
      expect(evaluate(script).gaps.every((gap) => gap.reason === 'evaluation-bound')).toBe(true);
    }
  });
});
