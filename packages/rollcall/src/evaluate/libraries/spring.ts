import type { At } from '../../program/program.ts';
import { force } from '../access.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { readEnvironment } from '../environment.ts';
import { noteWord } from '../environment-words.ts';
import { moduleScope } from '../imports.ts';
import { frame, noteDeciding, type Run, raise, rangeAt, written } from '../run.ts';
import { alternatives, bool, keyOf, NULL, text, union, unknown, type Value } from '../value.ts';

/** The name, with a number behind it, under which the configuration files of a module's application are found. */
export const CONFIGURATION_OF_APP = '@application-config/';

const MOST_FILES = 16;
const MOST_DEPTH = 12;

/** Properties that the frameworks themselves bind when they start. A placeholder in them that nothing resolves stops the start. */
const OWN = /^(spring|server|management|logging|security|eureka|quarkus|micronaut|datasources|mp)\./;

/** https://docs.spring.io/spring-boot/reference/features/profiles.html */
const PROFILES = 'SPRING_PROFILES_ACTIVE';

/** Whether a profile is active: in the environment that is called like it. */
const profile = environmentCalled(PROFILES);

/** Whether the environment is the one that a part of a configuration is for. */
function environmentCalled(by: string): Builtin {
  return ({ run, args }) => {
    const word = args.positional[0] && keyOf(args.positional[0]);
    if (typeof word !== 'string' || word === '' || word === 'default') return undefined;
    noteWord(run, by, word);
    return run.scenario.word === null && run.scenario.mode === 'discover'
      ? undefined
      : bool(run.scenario.word === word);
  };
}

/** What the configuration files say of a property; null where they do not say anything. */
function configured(
  run: Run,
  key: string,
  at: At,
): { readonly value: Value | null; readonly files: number; readonly open: boolean } {
  const { path } = frame(run);
  const values: Value[] = [];
  let files = 0;
  let open = false;
  for (; files < MOST_FILES; files++) {
    const file = run.program.resolve(path, `${CONFIGURATION_OF_APP}${files}`);
    if (file === null) break;
    const { variables } = moduleScope(run, file);
    open ||= OUTSIDE.some((name) => variables.has(name)) || /(^|\/)bootstrap/.test(file);
    const cell = variables.get(key) ?? variables.get(kebab(key));
    const made = cell && force(run, cell);
    if (made?.kind !== 'function' || run.frames.length > MOST_DEPTH) continue;
    if (run.frames.some(({ definition }) => definition === made.definition)) continue;
    const value = callValue(run, made, { positional: [], named: new Map(), open: false }, at);
    values.push(...alternatives(value).filter((one) => one !== NULL));
    if (alternatives(value).every((one) => one !== NULL)) return { value: union(values), files: files + 1, open };
  }
  return { value: values.length > 0 ? union(values) : null, files, open };
}

/** Properties by which more configuration comes from elsewhere. */
const OUTSIDE = ['spring.config.import', 'spring.cloud.config.uri', 'spring.config.additional-location'];

function kebab(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.typesafe-configuration-properties.relaxed-binding.environment-variables */
function variableOf(key: string): string {
  return key.replace(/[^A-Za-z0-9]/g, '_').toUpperCase();
}

function isVariable(key: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(key);
}

/** A placeholder in a property that only the code of the application asks for is asked for by that code. */
function isAsked(run: Run): boolean {
  const { path, name } = frame(run);
  if (run.program.languageOf(path)?.id !== 'application-config') return true;
  return OWN.test(name ?? '') || run.frames.some((one) => one.path !== path);
}

function lookUp(call: BuiltinCall, key: string, name: Value, otherwise: Value | undefined, idiom: string): Value {
  const { run, at } = call;
  const { value, files, open } = configured(run, key, at);
  if (value && (!isVariable(key) || alternatives(value).every((one) => one.kind !== 'null'))) return value;
  // Where it is not known what else configures the application, nothing is said of what it may hold.
  const certain = isVariable(key) || (files > 0 && !open && !OWN.test(key));
  const missing = otherwise || !certain || !isAsked(run) ? 'null' : 'raise';
  const asked = isVariable(key) ? name : text(variableOf(key));
  return readEnvironment(run, asked, at, { idiom, missing, otherwise });
}

/** `${name:otherwise}`: a property, or a variable. */
const placeholder: Builtin = (call) => {
  const [name, otherwise] = call.args.positional;
  const key = name && keyOf(name);
  if (!name || typeof key !== 'string' || key === '') return undefined;
  if (/^(random|project|maven|java|user|os|env|sys|pom|spring\.application|PID)(\.|$)/.test(key) && !otherwise)
    return undefined;
  return lookUp(call, key, name, otherwise, 'placeholder');
};

/** `@ConfigProperty(name = "x")`. https://download.eclipse.org/microprofile/microprofile-config-3.1/microprofile-config-spec-3.1.html */
const property: Builtin = (call) => {
  const [name, otherwise] = call.args.positional;
  const key = name && keyOf(name);
  return name && typeof key === 'string' ? lookUp(call, key, name, otherwise, '@ConfigProperty') : undefined;
};

/** `environment.getProperty("x", otherwise)`. A second argument may be a class, which is no default. */
const getProperty: Builtin = (call) => {
  const [name, second, third] = call.args.positional;
  const key = name && keyOf(name);
  if (!name || typeof key !== 'string') return undefined;
  const otherwise = third ?? (second?.kind === 'unknown' ? undefined : second);
  return lookUp(call, key, name, otherwise ?? NULL, 'Environment.getProperty');
};

const getRequiredProperty: Builtin = (call) => {
  const [name] = call.args.positional;
  const key = name && keyOf(name);
  return name && typeof key === 'string'
    ? lookUp(call, key, name, undefined, 'Environment.getRequiredProperty')
    : undefined;
};

/**
 * A field of a `@ConfigurationProperties` class: what the configuration says, else a variable that is called like it, dashes left out or
 * as underscores.
 */
const bind: Builtin = (call) => {
  const { run, at, args } = call;
  const [name, strict, otherwise] = args.positional;
  const key = name && keyOf(name);
  if (!name || typeof key !== 'string') return undefined;
  const { value, files, open } = configured(run, key, at);
  if (value) return value;
  const form = { idiom: '@ConfigurationProperties', missing: 'null', otherwise } as const;
  const demanded = strict?.kind === 'boolean' && strict.value && !otherwise && files > 0 && !open;
  const plain = variableOf(key.replaceAll('-', ''));
  const names = demanded ? [...new Set([plain, variableOf(key)])] : [plain];
  const values = names.map((one) => readEnvironment(run, text(one), at, form));
  const there = values.flatMap(alternatives).filter((one) => one.kind !== 'null');
  if (!demanded) return union(values);
  if (values.some((one) => one.kind === 'null' || one.kind === 'union')) run.risky = true;
  if (there.length > 0) return union(there);
  for (const one of values) noteDeciding(run, one);
  return raise(run, at, ['BindException', 'Exception']);
};

/** A Spring application binds whatever variable is called like a property. */
const application: Builtin = ({ run, at }) => {
  run.dynamicReads.push(rangeAt(run, at));
  return unknown(written(run, at), rangeAt(run, at));
};

export const SPRING: readonly (readonly [string, Builtin])[] = [
  ['spring.profile', profile],
  ['rails.environment', environmentCalled('RAILS_ENV')],
  ['spring.placeholder', placeholder],
  ['spring.getProperty', getProperty],
  ['spring.getRequiredProperty', getRequiredProperty],
  ['spring.bind', bind],
  ['microprofile.property', property],
  ['SpringApplication.run', application],
];
