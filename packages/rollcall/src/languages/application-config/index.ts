import type { ReaderMeta } from '../../model/reader.ts';
import type { Expression, FunctionDefinition, Language, Statement } from '../../program/program.ts';
import { callOf, placeholdersIn } from '../placeholders.ts';
import { lowerVariableNames, VARIABLE_NAMES } from './node-config.ts';
import { lowerPrismaSchema } from './prisma.ts';
import { type Property, readProperties } from './properties.ts';
import { readYaml } from './yaml.ts';

export const meta = {
  kind: 'language',
  id: 'application-config',
  title: 'Configuration of Spring, Quarkus, Micronaut and node-config',
  reads: '`application*.yml`, `bootstrap*.yml`, `.properties` of these names, `custom-environment-variables.*`',
  source: 'https://docs.spring.io/spring-boot/reference/features/external-config.html',
} as const satisfies ReaderMeta;

/** The files that Spring Boot, Quarkus and Micronaut read when they start, with the profile in their name. */
const FILES = /(^|\/)(?:application|bootstrap)(?:-([\w.-]+?))?\.(ya?ml|properties)$/;

const SCHEMA = /\.prisma$/;

/**
 * The configuration of an application on the JVM, schemas of Prisma, and node-config's names of variables. Of the former each property becomes a function that gives its value, placeholders resolved; in a
 * profile's file or part it gives it where that profile is active.
 * https://docs.spring.io/spring-boot/reference/features/external-config.html
 */
export const applicationConfig: Language = {
  id: 'application-config',
  version: 2,
  extensions: [],
  configuration: new RegExp(`${FILES.source}|${SCHEMA.source}|${VARIABLE_NAMES.source}`),
  load: () => Promise.resolve(),
  cut: (text) => (text.trim() === '' ? [] : [{ text, defines: null, sort: 'statements', start: 0, end: text.length }]),
  imports: () => [],
  lower: lowerConfiguration,
};

function lowerConfiguration(unit: string, path = 'application.yml'): readonly Statement[] {
  if (SCHEMA.test(path)) return lowerPrismaSchema(unit);
  const found = path.endsWith('.properties') ? { properties: readProperties(unit), broken: null } : readYaml(unit);
  if (VARIABLE_NAMES.test(path)) {
    const names = lowerVariableNames(found.properties);
    return found.broken ? [{ kind: 'broken', ...found.broken }, ...names] : names;
  }
  const profile = FILES.exec(path)?.[2] ?? null;
  const byKey = new Map<string, Property[]>();
  for (const property of found.properties) {
    const own = profile === null ? property : { ...property, profiles: [...property.profiles, profile] };
    byKey.set(own.key, [...(byKey.get(own.key) ?? []), own]);
  }
  const functions = [...byKey].map(([key, values]): Statement => {
    const definition = functionOf(key, values);
    return { kind: 'function', definition, exported: true, start: definition.start, end: definition.end };
  });
  return found.broken ? [{ kind: 'broken', ...found.broken }, ...functions] : functions;
}

/** What is written for a profile, or later, stands before what is written for all. */
function functionOf(key: string, values: readonly Property[]): FunctionDefinition {
  const sorted = values.toReversed().sort((a, b) => Number(a.profiles.length === 0) - Number(b.profiles.length === 0));
  const body = sorted.map((property): Statement => {
    const place = { start: property.start, end: property.end };
    const value: Expression = property.exact
      ? placeholdersIn(property.value, property.start)
      : { kind: 'string', value: property.value, contentStart: -1, ...place };
    const returned: Statement = { kind: 'return', value, ...place };
    const tests = property.profiles.map((profile) => profileTest(profile, place));
    return tests.reduce<Statement>(
      (then, test) => ({ kind: 'if', test, then: [then], otherwise: [], ...place }),
      returned,
    );
  });
  const starts = values.map(({ start }) => start);
  const ends = values.map(({ end }) => end);
  return {
    name: key,
    parameters: [],
    receiver: null,
    role: 'function',
    decorators: [],
    async: false,
    generator: false,
    body,
    start: Math.min(...starts),
    end: Math.max(...ends),
  };
}

/** `prod`, `!prod`, and several of which one suffices. https://docs.spring.io/spring-boot/reference/features/profiles.html */
function profileTest(written: string, place: { start: number; end: number }): Expression {
  const one = (word: string): Expression => {
    const negated = word.startsWith('!');
    const name: Expression = {
      kind: 'string',
      value: negated ? word.slice(1).trim() : word,
      contentStart: -1,
      ...place,
    };
    const test = callOf('spring.profile', [name], place);
    return negated ? { kind: 'not', value: test, ...place } : test;
  };
  if (/[&()]/.test(written)) return { kind: 'other', operands: [], ...place };
  const [first, ...others] = written.split(/[,|]/).map((word) => one(word.trim()));
  const none: Expression = { kind: 'other', operands: [], ...place };
  return others.reduce<Expression>(
    (left, right) => ({ kind: 'logic', operator: 'or', left, right, ...place }),
    first ?? none,
  );
}
