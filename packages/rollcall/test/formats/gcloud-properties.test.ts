import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingsFromEnvFile, extractGcloud, joinEnvFile } from '../../src/formats/gcloud/index.ts';
import type { Command } from '../../src/model/command.ts';
import type { DeploymentFact } from '../../src/model/deployment.ts';
import { asWritten, concat, hole, literal, type Text } from '../../src/model/text.ts';
import { commandOf, readCommand } from './shell-words.ts';

const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,15}$/);
const secret = fc.record({
  name,
  id: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
  version: fc.oneof(fc.constant('latest'), fc.nat({ max: 999 }).map(String)),
});
const delimiter = fc.constantFrom(',', ';', '@', '##', '::', '|', '~~', ' ', '.');
const unique = { selector: (one: { name: string }) => one.name, maxLength: 12, minLength: 1 };

const word = fc.oneof(
  fc.constantFrom(
    'run',
    'deploy',
    'services',
    'update',
    'jobs',
    'replace',
    '--container',
    '--container=a',
    '--',
    '--region',
    '-',
    '-q',
    '-1',
    '--set-secrets',
    '--set-secrets=',
    '--update-secrets=A=b:1',
    '--set-env-vars=^',
    '--set-env-vars=^^A',
    '--remove-secrets=A,,B',
    '--env-vars-file=x',
    '--flags-file',
    '--clear-secrets=1',
    '--no-such-flag',
  ),
  fc.string(),
  fc
    .string({ unit: fc.constantFrom('A', '=', ':', ',', '^', '/', ';', ' ', '\n') })
    .map((value) => `--set-secrets=${value}`),
  fc.string({ unit: 'binary' }).map((value) => `--set-env-vars=${value}`),
);

function wordOf(value: Text): Command['argv'][number] {
  return { text: value };
}

describe('gcloud, for any input', () => {
  it('reads back a list of secrets printed with any delimiter, each at its place', () => {
    fc.assert(
      fc.property(fc.uniqueArray(secret, unique), delimiter, fc.boolean(), (secrets, separator, trailing) => {
        const items = secrets.map((one) => `${one.name}=${one.id}:${one.version}`);
        fc.pre(separator === ',' || items.every((item) => !item.includes(separator)));
        const head = separator === ',' ? '' : `^${separator}^`;
        const source = `gcloud run deploy x '--set-secrets=${head}${items.join(separator)}${trailing ? separator : ''}'`;
        const [deployment] = extractGcloud(readCommand(source, 'd.sh')).deployments;
        expect(deployment?.bindings.map(({ range }) => source.slice(range.start, range.end))).toEqual(items);
        expect(
          deployment?.bindings.map(
            ({ name, source }) => source.kind === 'secret' && [name, source.secret, source.version],
          ),
        ).toEqual(secrets.map((one) => [one.name, one.id, one.version]));
        expect(deployment).toMatchObject({ open: false, mode: 'replace', closes: ['secret'], malformed: [] });
      }),
    );
  });

  it('reads back variables whose values hold anything but the delimiter', () => {
    const variable = fc.record({ name, value: fc.string({ unit: 'binary' }) });
    fc.assert(
      fc.property(fc.uniqueArray(variable, unique), (variables) => {
        const separator = '\u0001\u0002';
        fc.pre(variables.every(({ value }) => !value.includes('\u0001') && !value.includes('\u0002')));
        const flag = `--update-env-vars=^${separator}^${variables.map((one) => `${one.name}=${one.value}`).join(separator)}`;
        const [deployment] = extractGcloud(commandOf('gcloud', 'run', 'deploy', 'x', flag)).deployments;
        expect(deployment?.bindings.map((one) => [one.name, asWritten(one.value ?? [])])).toEqual(
          variables.map((one) => [one.name, one.value]),
        );
      }),
    );
  });

  it('keeps a name whose value has a hole, and opens the list for a hole that may hold items', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(secret, unique),
        fc.nat(),
        fc.constantFrom('id', 'version', 'item'),
        (secrets, at, where) => {
          const chosen = at % secrets.length;
          const filled = hole('$X', null, 'X');
          const texts = secrets.map((one, i) => {
            if (i !== chosen) return literal(`${one.name}=${one.id}:${one.version}`);
            if (where === 'item') return filled;
            return where === 'id'
              ? concat(literal(`${one.name}=a-`), filled, literal(':1'))
              : concat(literal(`${one.name}=${one.id}:`), filled);
          });
          const value = concat(...texts.flatMap((text, i) => (i === 0 ? [text] : [literal(','), text])));
          const command = commandOf('gcloud', 'run', 'deploy', 'x', '--set-secrets');
          const [deployment] = extractGcloud({ ...command, argv: [...command.argv, wordOf(value)] }).deployments;
          const known = secrets.filter((_, i) => where !== 'item' || i !== chosen);
          expect(deployment?.bindings.map((one) => one.name)).toEqual(known.map((one) => one.name));
          expect(deployment?.open).toBe(where === 'item');
          const gap =
            where === 'item'
              ? { reason: 'dynamic-list', names: 'all' }
              : { reason: 'dynamic-secret', names: [secrets[chosen]?.name] };
          expect(deployment?.gaps).toMatchObject([gap]);
        },
      ),
    );
  });

  it('takes any words without throwing, and never tells a value', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 10 }), (words) => {
        const read = extractGcloud(commandOf('gcloud', 'run', 'deploy', ...words));
        for (const { open, gaps } of read.deployments) expect(open).toBe(gaps.some((gap) => gap.names === 'all'));
      }),
      { numRuns: 1000 },
    );
    const secretValue = 'correcthorsebatterystaple';
    fc.assert(
      fc.property(
        fc.constantFrom('A=', ',', 'A,', '^;^A=b;', '=', 'X_GOOGLE_A='),
        fc.constantFrom('set-env-vars', 'update-env-vars'),
        (head, flag) => {
          const read = extractGcloud(commandOf('gcloud', 'run', 'deploy', 'x', `--${flag}=${head}${secretValue}`));
          const told = read.deployments.map(({ gaps, malformed, bindings }) => [
            gaps,
            malformed,
            bindings.map((one) => [one.name, one.source]),
          ]);
          expect(JSON.stringify(told)).not.toContain(secretValue);
        },
      ),
    );
  });

  it('hides the source of what it does not understand', () => {
    const source = 'gcloud run deploy x --set-env-vars=A=pa,ss&w=ord,rest --set-secrets=B=hunter.2';
    const [deployment] = extractGcloud(readCommand(source, 'd.sh')).deployments;
    const hidden = (deployment?.hidden ?? []).map(({ start, end }) => source.slice(start, end));
    expect(hidden).toEqual(['rest', 'ss&w=ord', 'hunter.2']);
  });
});

describe('conditional words', () => {
  const command = commandOf('gcloud', 'run', 'deploy', 'x');
  const maybe = (text: string) => ({ text: literal(text), conditional: true });

  it('make conditional bindings and close nothing', () => {
    const argv = [...command.argv, maybe('--set-secrets=A=a:1'), { text: literal('--set-env-vars=B=1') }];
    const [deployment] = extractGcloud({ ...command, argv }).deployments;
    expect(deployment?.closes).toEqual(['value']);
    expect(deployment?.bindings.map((one) => [one.name, one.conditional])).toEqual([
      ['B', false],
      ['A', true],
    ]);
  });

  it('are alternatives: neither their repetition nor their mixture is refused', () => {
    const argv = [
      ...command.argv,
      maybe('--set-secrets=A=a:1'),
      maybe('--set-secrets=A=b:1'),
      maybe('--update-secrets=A=c:1'),
    ];
    const [deployment] = extractGcloud({ ...command, argv }).deployments;
    expect(deployment?.malformed).toEqual([]);
    expect(deployment?.bindings.map((one) => one.source.kind === 'secret' && one.source.secret)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});

describe('pieces of a list that stand on some runs only', () => {
  const maybe = (text: string): Text => literal(text).map((piece) => ({ ...piece, conditional: true as const }));
  const more: Text = [{ kind: 'hole', written: '*more', range: null, many: true }];
  const extract = (...values: readonly Text[]) => {
    const argv = [...commandOf('gcloud', 'run', 'deploy', 'x').argv, ...values.map((text) => ({ text }))];
    const [deployment] = extractGcloud({ ...commandOf('gcloud'), argv }).deployments;
    if (!deployment) throw new Error('no deployment');
    return deployment;
  };
  const told = ({ bindings }: DeploymentFact) => bindings.map((one) => [one.name, one.conditional]);

  it('make conditional bindings', () => {
    const read = extract([...literal('--set-secrets=A=a:1'), ...maybe(','), ...maybe('B=b:1'), ...literal(',C=c:1')]);
    expect(told(read)).toEqual([
      ['A', false],
      ['B', true],
      ['C', false],
    ]);
    expect(read).toMatchObject({ open: false, closes: ['secret'], malformed: [] });
    expect(told(extract([...literal('--remove-secrets=A'), ...maybe(',B')]))).toEqual([
      ['A', false],
      ['B', true],
    ]);
  });

  it('close nothing where nothing else is listed', () => {
    const read = extract([...literal('--set-secrets='), ...maybe('A=a:1'), ...maybe(',B=b:1')]);
    expect(told(read)).toEqual([
      ['A', true],
      ['B', true],
    ]);
    expect(read).toMatchObject({ closes: [], mode: 'merge' });
  });

  it('are alternatives: neither refused as repeated nor taken for a replacement', () => {
    const read = extract([...literal('--set-env-vars=A=1'), ...maybe(',A=2')]);
    expect(told(read)).toEqual([
      ['A', false],
      ['A', true],
    ]);
    expect(read.malformed).toEqual([]);
    expect(
      extract([...maybe('--set-env-vars=A=1')], [...literal('--update-env-vars='), ...maybe('A=2')]).malformed,
    ).toEqual([]);
  });

  it('leave the source open where they are a part of it, and the name where they are a part of that', () => {
    const secret = extract([...literal('--set-secrets=A=a'), ...maybe('-staging'), ...literal(':1')]);
    expect(secret.bindings).toMatchObject([{ name: 'A', conditional: false, source: { template: true } }]);
    expect(secret.gaps).toMatchObject([{ reason: 'dynamic-secret', names: ['A'] }]);
    const value = extract([...literal('--set-env-vars=ENV=prod'), ...maybe('uction')]);
    expect(value.bindings).toMatchObject([{ name: 'ENV', conditional: false, value: null }]);
    const name = extract([...literal('--set-env-vars=A'), ...maybe('_STAGING'), ...literal('=1')]);
    expect(name).toMatchObject({ open: true, bindings: [], gaps: [{ reason: 'dynamic-name' }] });
  });

  it('open the list where any number of items may stand', () => {
    const between = extract([...literal('--set-secrets=A=a:1'), ...more, ...literal(',B=b:1')]);
    expect(between).toMatchObject({ open: true, gaps: [{ reason: 'dynamic-list', text: '*more' }] });
    expect(between.bindings.map(({ name, source }) => [name, source])).toMatchObject([
      ['A', { secret: 'a', template: false }],
      ['B', { secret: 'b' }],
    ]);
    const first = extract([...literal('--set-secrets='), ...more, ...literal(',B=b:1')]);
    expect(first).toMatchObject({ open: true, closes: ['secret'], gaps: [{ reason: 'dynamic-list' }] });
    const filled = extract([...literal('--set-secrets=A='), ...more, ...literal(':latest,B=b:1')]);
    expect(filled).toMatchObject({ open: true, malformed: [], bindings: [{ name: 'A' }, { name: 'B' }] });
  });

  it('hold a secret alone where the delimiter stands between arguments, and a list where it is quoted', () => {
    const flag = (written: string) =>
      extract([...literal('--set-secrets=A='), ...hole(written, null), ...literal(':latest')]);
    expect(flag("ids.get('a', 'b')")).toMatchObject({
      open: false,
      malformed: [],
      gaps: [{ reason: 'dynamic-secret' }],
    });
    expect(flag("','.join(ids)")).toMatchObject({ open: true, malformed: [], gaps: [{ reason: 'dynamic-list' }, {}] });
  });
});

describe('a flag whose words are not known', () => {
  it('opens the deployment', () => {
    const command = commandOf('gcloud', 'run', 'deploy', 'x', '--set-secrets');
    const argv = [...command.argv, { open: true as const, written: '$@', range: null }];
    const [deployment] = extractGcloud({ ...command, argv }).deployments;
    expect(deployment).toMatchObject({ open: true, malformed: [], gaps: [{ reason: 'dynamic-list', text: '$@' }] });
  });
});

describe('the file of --env-vars-file', () => {
  const source = 'gcloud run deploy x --env-vars-file=env.yaml --update-secrets=S=s:1';
  const extraction = extractGcloud(readCommand(source, 'd.sh'));

  it.each([
    ['YAML', 'env.yaml', 'A: one\n"B": "two: 2"\n# C: no\n', ['A: one', '"B": "two: 2"']],
    ['JSON', 'env.json', '{"A": "one", "B": "two"}', ['"A": "one"', '"B": "two"']],
    ['dotenv lines', 'prod.env', '# comment\nA=one\nexport B = "two"\n', ['A=one', 'B = "two"']],
  ])('is read as %s, each variable at its place', (_, path, text, items) => {
    const file = bindingsFromEnvFile(text, path);
    expect(file.bindings.map(({ range }) => text.slice(range.start, range.end))).toEqual(items);
    expect(file.bindings.map((one) => one.name)).toEqual(['A', 'B']);
    expect(file.gaps).toEqual([]);
  });

  it('is read as the dotenv library of gcloud does: quoted values may hold line ends', () => {
    const text = [
      'KEY="-----BEGIN',
      'QUJDREVGR0g=',
      'X=inside',
      '-----END" # done',
      "B='two\nC=lines'",
      "'D' = plain # no value",
      '',
    ].join('\n');
    const file = bindingsFromEnvFile(text, 'prod.env');
    expect(file.bindings.map(({ name }) => name)).toEqual(['KEY', 'B', 'D']);
    expect(file.bindings.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      text.slice(0, text.indexOf(' # done')),
      "B='two\nC=lines'",
      "'D' = plain",
    ]);
    expect(file.gaps).toEqual([]);
  });

  it.each([
    ['a quote that nothing closes', 'A="one\nc2VjcmV0=\n', []],
    ['a name that is none', 'A=1\nc2VjcmV0/c2VjcmV0==\nB=2\n', ['A', 'B']],
    ['a word alone', 'A=1\nc2VjcmV0\nB=2\n', ['A', 'B']],
    ['text behind a quoted value', 'A=1\nX="x" c2VjcmV0\nB=2\n', ['A', 'B']],
    ['text without an equals sign behind a name', 'A=1\nits a c2VjcmV0\nB=2\n', ['A', 'B']],
  ])('tells %s, and shows nothing of it', (_, text, names) => {
    const file = bindingsFromEnvFile(text, 'prod.env');
    expect(file.bindings.map(({ name }) => name)).toEqual(names);
    expect(file.gaps).not.toEqual([]);
    expect(JSON.stringify(file.gaps)).not.toContain('c2VjcmV0');
    const at = text.indexOf('c2VjcmV0');
    expect(file.hidden.some(({ start, end }) => start <= at && end >= at + 8)).toBe(true);
  });

  it('is told as unread where its brackets go too deep', () => {
    expect(bindingsFromEnvFile('['.repeat(200_000), 'env.yaml').gaps).toMatchObject([{ names: 'all' }]);
    expect(bindingsFromEnvFile(`A: ${'{a: '.repeat(50_000)}`, 'env.yaml').gaps).toMatchObject([{ names: 'all' }]);
  });

  it('leaves the deployment open until it is read', () => {
    const [deployment] = extraction.deployments;
    const [reference] = extraction.envFiles;
    if (!deployment || !reference) throw new Error('not read');
    expect(deployment.open).toBe(true);
    expect(joinEnvFile(deployment, reference, null).open).toBe(true);
    const joined = joinEnvFile(deployment, reference, bindingsFromEnvFile('A: one\n', 'env.yaml'));
    expect(joined).toMatchObject({ open: false, gaps: [], closes: ['value'] });
    expect(joined.bindings.map((one) => [one.name, one.operation])).toEqual([
      ['A', 'set'],
      ['S', 'update'],
    ]);
  });

  it('says what gcloud refuses in it, and reads any text', () => {
    expect(bindingsFromEnvFile('A: 1\n', 'env.yaml').gaps).toMatchObject([{ reason: 'malformed-flag', names: ['A'] }]);
    expect(bindingsFromEnvFile('- a\n', 'env.yaml').gaps).toMatchObject([{ reason: 'syntax-error', names: 'all' }]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('a.yaml', '.env', 'x.env.local'), (text, path) => {
        for (const { range } of bindingsFromEnvFile(text, path).bindings)
          expect(range.end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
