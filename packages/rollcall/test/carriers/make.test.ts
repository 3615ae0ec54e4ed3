// biome-ignore-all lint/suspicious/noTemplateCurlyInString: makefiles hold such places
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listMakeTargets, runMake } from '../../src/carriers/make/index.ts';
import type { Argument } from '../../src/model/command.ts';
import type { Text } from '../../src/model/text.ts';
import { gcloudLines, textOfCommand, wrongSpans } from './facts.ts';
import { argumentsInMake, argumentsRead, hasMake } from './make-oracle.ts';

function words(...all: string[]): Argument[] {
  return all.map((text) => ({ text: [{ kind: 'text', text, range: null, exact: false }] }));
}

function read(lines: readonly string[], call: string[] = [], environment?: ReadonlyMap<string, Text>) {
  const text = lines.join('\n');
  const facts = runMake({
    path: 'Makefile',
    text,
    words: words(...call),
    ...(environment ? { environment } : {}),
  });
  expect(wrongSpans(facts.commands, 'Makefile', text)).toEqual([]);
  return { ...facts, text, lines: gcloudLines(facts.commands) };
}

describe('what make and its shell run', () => {
  const folder = join(import.meta.dirname, 'fixtures', 'make');
  const calls: Readonly<Record<string, string[][]>> = {
    'conditionals.mk': [[], ['ENV=staging'], ['ENV=dev']],
    'targets.mk': [['all'], ['deploy-b'], ['svc-api'], ['x', 'y'], ['run', 'ENV=given']],
  };
  for (const name of readdirSync(folder))
    for (const call of calls[name] ?? [['all']])
      it.runIf(hasMake)(`${name} ${call.join(' ')}`, () => {
        const text = readFileSync(join(folder, name), 'utf8');
        expect(argumentsRead(text, call)).toEqual(argumentsInMake(text, call));
      });

  const word = fc.constantFrom('a', 'b-c', 'K=k:latest', 'x,y', '"q r"', '');
  const name = fc.constantFrom('A', 'B', 'C');
  const value: fc.Arbitrary<string> = fc
    .array(
      fc.oneof(
        word,
        name.map((n) => `$(${n}S)`),
        word.map((w) => `$(subst a,z,${w})`),
        fc.tuple(word, word).map(([a, b]) => `$(if ${a},${b},no)`),
        fc.tuple(word, word).map(([a, b]) => `$(patsubst ${a}%,%-p,${a} ${b})`),
        fc.array(word).map((all) => `$(foreach w,${all.join(' ')},<$(w)>)`.replaceAll(/[<>]/g, '+')),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join(' '));
  const line = fc.oneof(
    fc.tuple(name, fc.constantFrom('=', ':=', '?=', '+='), value).map(([n, op, v]) => `${n} ${op} ${v}`),
    fc
      .tuple(name, word, value, value)
      .map(([n, w, a, b]) => `ifeq ($(${n}),${w})\n${n} = ${a}\nelse\n${n} = ${b}\nendif`),
    fc.tuple(name, value).map(([n, v]) => `define ${n}\n${v}\nendef`),
    fc.tuple(name, value).map(([n, v]) => `all: ${n} = ${v}`),
  );
  it.runIf(hasMake)(
    'generated makefiles',
    () => {
      const makefile = fc
        .tuple(
          fc.array(line, { maxLength: 8 }),
          fc.array(name, { minLength: 1, maxLength: 3 }),
          fc.array(line, { maxLength: 2 }),
        )
        .map(([before, names, after]) =>
          [
            'AS = one',
            'BS := two',
            'CS = $(AS)3',
            ...['A', 'B', 'C'].map((n) => `${n} = ${n.toLowerCase()}`),
            ...before,
            'all:',
            ...names.map((n) => `\tgcloud $(${n}) "[$(${n})]"`),
            ...after,
            '',
          ].join('\n'),
        );
      fc.assert(
        fc.property(makefile, fc.constantFrom([], ['A=given'], ['B=']), (text, extra) => {
          let real: string[][];
          try {
            real = argumentsInMake(text, ['all', ...extra]);
          } catch {
            return;
          }
          expect(argumentsRead(text, ['all', ...extra])).toEqual(real);
        }),
        { numRuns: 120 },
      );
    },
    120_000,
  );
});

describe('a makefile', () => {
  it('gives the commands of a recipe with their places', () => {
    const { lines, commands, text } = read(
      [
        'PROJECT ?= acme',
        'SECRETS = A=a:latest,\\',
        '  B=b:1',
        'deploy: ## Deploys',
        '\t@gcloud run deploy auth-$(ENV) \\',
        '\t\t--project=$(PROJECT) \\',
        '\t\t--set-secrets "$(SECRETS)" # not $(THIS)',
        '',
      ],
      ['deploy', 'ENV=prod'],
    );
    expect(lines).toEqual(['gcloud run deploy auth-prod --project=acme --set-secrets A=a:latest, B=b:1']);
    const [command] = commands;
    expect(command?.step).toBe('deploy');
    expect(command && textOfCommand(command, text)).toBe(
      'gcloud run deploy auth-$(ENV) \\\n\t\t--project=$(PROJECT) \\\n\t\t--set-secrets "$(SECRETS)"',
    );
  });

  it('leaves to run time what nobody sets, and asks the environment first', () => {
    const makefile = [
      'NAME ?= web',
      'OTHER = mine',
      'a:',
      '\tgcloud $(NAME) $(OTHER) $(GONE) $$SHELL_ONLY $(shell date)',
    ];
    expect(read(makefile, ['a']).lines).toEqual(['gcloud web mine «$(GONE)» «$SHELL_ONLY» «$(shell date)»']);
    const given = new Map<string, Text>([
      ['NAME', [{ kind: 'text', text: 'api', range: null, exact: false }]],
      ['OTHER', [{ kind: 'text', text: 'theirs', range: null, exact: false }]],
    ]);
    expect(read(makefile, ['a'], given).lines).toEqual(['gcloud api mine «$(GONE)» «$SHELL_ONLY» «$(shell date)»']);
  });

  it('goes each way where a comparison is left to run time', () => {
    const { lines } = read([
      'ifeq ($(ENV),prod)',
      'NAME = live-$(ENV)',
      'else',
      'NAME = test-$(ENV)',
      'EXTRA = --x',
      'endif',
      'a: ; gcloud $(NAME) $(EXTRA)',
    ]);
    expect(lines).toEqual(['gcloud live-prod  # $(ENV)=prod', 'gcloud test-«$(ENV)» --x']);
  });

  it('reads what it includes, and hands on what a call overrides', () => {
    const text = 'include deploy/common.mk\nall:\n\t$(MAKE) -C sub deploy NAME=$(NAME)\n';
    const other = 'NAME := from-include\nother: ; gcloud $(NAME)\n';
    const readScript = (path: string) => (path === 'deploy/common.mk' ? { path, text: other } : null);
    const call = { path: 'Makefile', text, readScript };
    expect(gcloudLines(runMake({ ...call, words: words('other') }).commands)).toEqual(['gcloud from-include']);
    const { handOvers } = runMake({ ...call, words: words('all', 'REGION=eu') });
    expect(
      handOvers.map(({ runner, argv }) => [
        runner,
        ...argv.map(
          (one) => 'text' in one && one.text.map((piece) => (piece.kind === 'text' ? piece.text : '?')).join(''),
        ),
      ]),
    ).toEqual([['make', '-C', 'sub', 'deploy', 'NAME=from-include', 'REGION=eu']]);
    expect(listMakeTargets(call)).toEqual(['other', 'all']);
  });

  it('is hostile: what refers to itself, what never closes, what only looks like a command', () => {
    const looped = read(['A = $(A) $(A)', 'a: ; gcloud $(A)'], ['a']);
    expect(looped.gaps.map(({ reason }) => reason)).toEqual(['evaluation-bound']);
    expect(read(['a:', '\tgcloud $(B', 'b: ; gcloud b'], ['a']).commands).toHaveLength(1);
    expect(read(['define X', 'gcloud run deploy never', 'a: ; gcloud b'], ['a']).lines).toEqual([]);
    expect(
      read(
        [
          '# gcloud run deploy comment',
          'HELP = gcloud run deploy help',
          'a:',
          '\t# gcloud run deploy remark',
          '\t@echo "gcloud run deploy echoed"',
          '\t@grep "gcloud run deploy" README.md',
        ],
        ['a'],
      ).lines,
    ).toEqual([]);
    expect(
      read(['__proto__ = x', 'constructor = y', 'a: ; gcloud $(__proto__) $(constructor) $(toString)'], ['a']).lines,
    ).toEqual(['gcloud x y «$(toString)»']);
    const deep = `a: ; gcloud ${'$('.repeat(5000)}`;
    expect(read([deep], ['a']).commands.length).toBeLessThan(2);
    expect(
      read(['A := x', ...Array.from({ length: 40 }, () => 'A := $(A)$(A)'), 'a: ; gcloud $(A)'], ['a']).gaps,
    ).toHaveLength(1);
    expect(read(['a: b', 'b: a', '\tgcloud b'], ['a']).lines).toEqual(['gcloud b']);
  });
});

describe('any text', () => {
  const fragment = fc.constantFrom(
    'a: b',
    '\tgcloud $(A)',
    'A = $(A)',
    'A := $(call A,b)',
    'define A',
    'endef',
    'ifeq (a,$(B))',
    'else',
    'else ifdef A',
    'endif',
    'include x',
    'export',
    '$(eval A = b)',
    '$(foreach a,b c,$(eval $(a): ; gcloud $(a)))',
    '\\',
    '$',
    '$(',
    ')',
    '#',
    ';',
    ':',
    '=',
    '%: x',
    '.ONESHELL:',
    'a: A = b',
    '\r',
    '\u0000',
    '\ud800',
    '${',
    '}',
    '$(if $(X),a',
    ',',
    "'",
    '"',
    '\t@-',
    '.RECIPEPREFIX = >',
    '>gcloud x',
  );
  const makefile = fc
    .array(fc.oneof(fragment, fc.string({ maxLength: 6 })), { maxLength: 25 })
    .chain((parts) => fc.constantFrom('\n', '\r\n', ' ').map((between) => parts.join(between)));
  it('is read as a makefile, and every exact piece is the text at its range', () => {
    fc.assert(
      fc.property(makefile, (text) => {
        const input = { path: 'Makefile', text, readScript: () => ({ path: 'other.mk', text }) };
        for (const call of [[], ['a'], ['a', 'A=x']])
          expect(wrongSpans(runMake({ ...input, words: words(...call) }).commands, 'Makefile', text)).toEqual([]);
        listMakeTargets(input);
      }),
      { numRuns: 400 },
    );
  });
});
