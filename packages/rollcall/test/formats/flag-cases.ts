import fc from 'fast-check';
import type { FlagCase } from './gcloud-answers.ts';

const blank = fc.constantFrom('', '', '', '', '', ' ', '\t', '\n', '\u00a0', '\u2003', '\u001c', '\u0085');
const character = fc.constantFrom(...'AbZ_0-./:=,^;@#| \n"\'\\$é', '\u00a0', '\ufeff', '😀', '\u0000');
const noise = fc.string({ unit: character, maxLength: 12 });

const name = fc.oneof(
  fc.constantFrom('A', 'B', 'C', 'DB_URL', 'X_GOOGLE_A', 'a-b', 'a.b', '1A', '', 'PORT_', 'É'),
  fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/),
  noise,
);
const mount = fc
  .tuple(
    fc.array(fc.constantFrom('m', 'n', 'etc', 'f', 'g', '.', '..', '', 'a b'), { minLength: 0, maxLength: 3 }),
    fc.constantFrom('f', 'g', 'h', '', '.'),
  )
  .map(([folders, file]) => `/${[...folders, file].join('/')}`);
const key = fc.oneof({ weight: 5, arbitrary: name }, { weight: 2, arbitrary: mount });

const version = fc.oneof(fc.constantFrom('latest', '1', '23', '', ' ', 'a b', 'a:b', '\n'), noise);
const id = fc.oneof(fc.constantFrom('s', 't', 'db-url', 'a_b', '', 'a.b', 'x'.repeat(255), 'x'.repeat(256)), noise);
const project = fc.constantFrom('1', '123', '1234567890123456789', '12345678901234567890', 'demo', '');
const reference = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(id, version).map(([secret, held]) => `${secret}:${held}`) },
  { weight: 1, arbitrary: id },
  {
    weight: 3,
    arbitrary: fc
      .tuple(project, id, fc.constantFrom('', ':', '/versions/', '/version/'), version)
      .map(([owner, secret, separator, held]) => `projects/${owner}/secrets/${secret}${separator}${held}`),
  },
  { weight: 1, arbitrary: noise },
);

function item(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(blank, key, blank, fc.constantFrom('=', '=', '=', '=', '=', '=', '', '=='), blank, value, blank)
    .map((parts) => parts.join(''));
}

const delimiter = fc.constantFrom(',', ',', ',', ';', '@', '##', '::', '=', ' ', '', '^', '|', ',,');

function listOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(delimiter, fc.array(value, { maxLength: 4 }), fc.constantFrom('', '', '', ',', ',,', ' '))
    .map(([separator, items, rest]) => {
      const plain = separator === ',' || separator === '';
      return `${plain ? '' : `^${separator}^`}${items.join(separator === '' ? ',' : separator)}${rest}`;
    });
}

function flagValue(flag: string): fc.Arbitrary<string> {
  const whole = flag.startsWith('remove') ? key : item(flag.endsWith('secrets') ? reference : noise);
  return fc.oneof({ weight: 9, arbitrary: listOf(whole) }, { weight: 1, arbitrary: noise });
}

const flags = ['secrets', 'env-vars'].flatMap((kind) => ['set', 'update', 'remove'].map((verb) => `${verb}-${kind}`));

const existing = fc.option(
  fc.constantFrom<NonNullable<FlagCase['existing']>>(
    { env: { A: 'literal', B: 'x' } },
    { secrets: 'A=s:1,/m/f=s:1,/m/g=s:2,/n/h=t:1' },
    { env: { C: '' }, secrets: 'B=t:latest,/etc/f=db-url:1' },
  ),
  { nil: undefined },
);

const also = fc.option(
  fc.oneof(
    fc.constantFrom(...flags).chain((flag) => flagValue(flag).map((value) => ({ [flag]: [value] }))),
    fc.constantFrom<NonNullable<FlagCase['also']>>({ 'clear-secrets': true }, { 'clear-env-vars': true }),
  ),
  { nil: undefined, freq: 3 },
);

/** Uses of the flags that list secrets and variables: what people write, and what they write wrongly. */
export const flagCase: fc.Arbitrary<FlagCase> = fc
  .tuple(fc.constantFrom(...flags), fc.constantFrom(...([undefined, undefined, undefined, 'functions'] as const)))
  .chain(([flag, platform]) =>
    fc
      .record({ values: fc.array(flagValue(flag), { minLength: 1, maxLength: 2 }), existing, also })
      .map(({ values, existing: held, also: other }) => ({
        ...(platform ? { platform } : {}),
        flag,
        values,
        ...(held ? { existing: held } : {}),
        // One flag twice is what `values` are for.
        ...(other && !Object.hasOwn(other, flag) ? { also: other } : {}),
      })),
  );
