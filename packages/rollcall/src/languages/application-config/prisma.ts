import type { At, Expression, FunctionDefinition, Statement } from '../../program/program.ts';
import { callOf } from '../placeholders.ts';

/** A place of a data source that is taken from the environment: `url = env("DATABASE_URL")`. */
interface Field extends At {
  readonly key: string;
  readonly name: string;
}

const SOURCE = /^[ \t]*datasource[ \t]+(\w+)[ \t]*\{/gm;
const FIELD = /^[ \t]*(\w+)[ \t]*=[ \t]*env\([ \t]*"([^"\\\n]*)"[ \t]*\)/gm;

/** What the code gives the client instead of what the schema says. */
const INSTEAD = ['datasources', 'datasourceUrl', 'adapter', 'accelerateUrl'];

/**
 * A schema of Prisma as the client that is generated from it: it is not made without the address of its data source, unless it is given
 * another one; other addresses are for migrations.
 * https://www.prisma.io/docs/orm/reference/prisma-schema-reference#datasource
 * https://www.prisma.io/docs/orm/reference/prisma-client-reference#prismaclient
 */
export function lowerPrismaSchema(text: string): readonly Statement[] {
  return [...text.matchAll(SOURCE)].flatMap((match) => {
    const start = match.index;
    const close = text.indexOf('\n}', start);
    const end = close < 0 ? text.length : close + 2;
    const fields = fieldsIn(text, start, end);
    return [sourceOf(fields, { start, end }), clientOf(fields, match[1] ?? '', { start, end })];
  });
}

function fieldsIn(text: string, start: number, end: number): readonly Field[] {
  return [...text.slice(start, end).matchAll(FIELD)].map((match) => {
    const [whole, key = '', name = ''] = match;
    const at = start + match.index + whole.lastIndexOf(`"${name}"`) + 1;
    return { key, name, start: at, end: at + name.length };
  });
}

/** Tells what is read, whether or not code is seen to make a client. */
function sourceOf(fields: readonly Field[], at: At): Statement {
  const body = fields.map((field) => readOf(field, 'prisma.other'));
  return { kind: 'function', exported: false, definition: functionOf('datasource', body, at), ...at };
}

function clientOf(fields: readonly Field[], source: string, at: At): Statement {
  const reads = fields.filter(({ key }) => key === 'url').map((field) => readOf(field, 'prisma.url'));
  const body: Statement[] = [
    {
      kind: 'if',
      test: isGivenAnother(at),
      then: [givenTo(source, { start: at.start, end: at.start })],
      otherwise: reads,
      ...at,
    },
  ];
  // Without an extent it is not looked at by itself, only where it is called.
  const nowhere = { start: at.start, end: at.start };
  const made: FunctionDefinition = {
    ...functionOf('constructor', body, nowhere),
    receiver: 'this',
    role: 'constructor',
  };
  const member: Statement = { kind: 'function', definition: made, exported: false, ...nowhere };
  const of = { name: 'PrismaClient', bases: [], keywords: [], decorators: [], body: [member], fields: [], ...at };
  return { kind: 'class', exported: true, definition: of, ...at };
}

/** The address of a source that code gives is a text, or the client is not made. https://www.prisma.io/docs/orm/reference/prisma-client-reference#datasources */
function givenTo(source: string, at: At): Statement {
  const options: Expression = { kind: 'name', name: 'options', ...at };
  const url = ['datasources', source, 'url'].reduce<Expression>(
    (object, name) => ({ kind: 'attribute', object, name, optional: true, ...at }),
    options,
  );
  return { kind: 'expression', value: callOf('prisma.given', [url], at), ...at };
}

function functionOf(name: string, body: readonly Statement[], at: At): FunctionDefinition {
  const options: FunctionDefinition['parameters'][number] = {
    target: { kind: 'name', name: 'options', ...at },
    otherwise: null,
    sort: 'positional',
    annotation: null,
  };
  return {
    name,
    parameters: [options],
    receiver: null,
    role: 'function',
    decorators: [],
    async: false,
    generator: false,
    body,
    ...at,
  };
}

function readOf({ name, start, end }: Field, reader: string): Statement {
  const at = { start, end };
  return {
    kind: 'expression',
    value: callOf(reader, [{ kind: 'string', value: name, contentStart: start, ...at }], at),
    ...at,
  };
}

function isGivenAnother(at: At): Expression {
  const options: Expression = { kind: 'name', name: 'options', ...at };
  const given = INSTEAD.map((name): Expression => {
    const left: Expression = { kind: 'string', value: name, contentStart: -1, ...at };
    return { kind: 'compare', operator: 'in', left, right: options, ...at };
  });
  const any = given.reduce((left, right): Expression => ({ kind: 'logic', operator: 'or', left, right, ...at }));
  return { kind: 'logic', operator: 'and', left: options, right: any, ...at };
}
