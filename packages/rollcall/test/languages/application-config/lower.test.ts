// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders in the source text under test.
import { describe, expect, it } from 'vitest';
import { applicationConfig as config } from '../../../src/languages/application-config/index.ts';
import { expectTruePlaces, holdsOfAnyText, nodesOf } from '../lowered-properties.ts';

const yaml =
  'a:\n  b: ${X:d}\n  "c": "${Y}"\n  list:\n    - ${Z}\n---\nspring.config.activate.on-profile: "!prod"\na.b: |\n  ${W}\n';
const properties =
  '# c\na.b = ${X:d}\n%prod.c: ${Y}\nlong=one \\\n  ${Z}\n#---\nspring.config.activate.on-profile=prod\nd ${W}\n';

function readNames(text: string, path: string): readonly string[] {
  return nodesOf(config.lower(text, path)).flatMap((node) => {
    const callee = (node as { callee?: { name?: string } }).callee;
    return node.kind === 'call' && callee?.name === 'spring.placeholder' ? [text.slice(node.start, node.end)] : [];
  });
}

describe('YAML', () => {
  const words = [
    'a:',
    ' ',
    '\n',
    '  ',
    '- ',
    '${X}',
    '${',
    '}',
    ':',
    '"',
    "'",
    '---\n',
    '{',
    '[',
    '*a',
    '&a ',
    '|',
    '>',
    '<<: ',
    '__proto__: ',
    'spring.profiles: x',
  ];
  holdsOfAnyText(config, 'application.yml', [yaml], words);

  it('places the names', () => {
    expect(readNames(yaml, 'application.yml')).toEqual(['X', 'Y', 'Z']);
    expectTruePlaces(config, yaml, 'application.yml');
  });
});

describe('properties', () => {
  const words = [
    'a',
    '.',
    '=',
    ':',
    ' ',
    '\n',
    '\r\n',
    '\\',
    '#',
    '!',
    '${X}',
    '${',
    '}',
    '%dev.',
    '#---\n',
    '__proto__=',
  ];
  holdsOfAnyText(config, 'application.properties', [properties], words);

  it('places the names; a continued line has no place of its own', () => {
    expect(readNames(properties, 'application.properties')).toEqual(['X', 'Y', 'W']);
    expectTruePlaces(config, properties, 'application.properties');
  });
});

describe('a schema of Prisma', () => {
  const schema =
    'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n  directUrl = env( "DIRECT_URL" )\n}\nmodel A { id Int }\n';

  const readsOf = (text: string): readonly string[] =>
    nodesOf(config.lower(text, 'prisma/schema.prisma')).flatMap(({ kind, start, end }) =>
      kind === 'call' && end > start ? [text.slice(start, end)] : [],
    );

  it('reads the addresses of its data source, each at its name', () => {
    expect(readsOf(schema)).toEqual(['DATABASE_URL', 'DIRECT_URL', 'DATABASE_URL']);
  });

  it('reads nothing that is written out, or in a comment', () => {
    const written = 'datasource db {\n  url = "file:./dev.db"\n  // url = env("DATABASE_URL")\n}\n';
    expect(readsOf(written)).toEqual([]);
    expect(config.lower('model A { url String }\n', 'schema.prisma')).toEqual([]);
  });

  const words = ['datasource', ' db ', '{', '\n', 'url', ' = ', 'env(', '"X"', ')', '}', '\n}', '//'];
  holdsOfAnyText(config, 'a.prisma', [schema], words);
});
