import type { Builtin } from '../builtins.ts';
import {
  cleanEnvironment,
  configModule,
  configService,
  convict,
  convictMethod,
  createEnvironment,
  envalidMaker,
  environmentSchema,
  parseEnvironment,
  variable,
  variableMethod,
} from './environments.ts';
import { GO_FUNCTIONS } from './golang.ts';
import { JAVA } from './java.ts';
import { joiMaker, joiMethod } from './joi.ts';
import { PYTHON_LIBRARIES } from './python.ts';
import { figaroMember, RUBY } from './ruby.ts';
import { SPRING } from './spring.ts';
import { valibotFunction } from './valibot.ts';
import { reportIssue, zodMaker, zodMethod } from './zod.ts';

/** A method of a schema, by the library that made it. */
const method = (name: string): Builtin => {
  return (call) => {
    const { receiver } = call;
    if (receiver?.kind !== 'schema') return undefined;
    switch (receiver.library) {
      case 'zod':
        return zodMethod(receiver, name, call);
      case 'joi':
      case 'yup':
        return joiMethod(receiver, name, call);
      case 'env-var':
        return variableMethod(receiver, name, call);
      case 'convict':
        return convictMethod(receiver, name, call);
      default:
        return receiver;
    }
  };
};

const EXACT = new Map<string, Builtin>([
  ['schema.issue', reportIssue],
  ['envalid.cleanEnv', cleanEnvironment],
  ['envalid.customCleanEnv', cleanEnvironment],
  ['envalid.makeValidator', () => ({ kind: 'builtin', name: 'envalid.custom', receiver: null })],
  ['znv.parseEnv', parseEnvironment],
  ['env-schema', environmentSchema],
  ['env-schema.envSchema', environmentSchema],
  ['convict', convict],
  ['convict.convict', convict],
  ['env-var.get', variable],
  ['env-var.from', () => ({ kind: 'builtin', name: 'env-var', receiver: null })],
  ['@nestjs/config.ConfigService.get', configService(false)],
  ['@nestjs/config.ConfigService.getOrThrow', configService(true)],
  ['@nestjs/config.ConfigModule.forRoot', configModule],
  ['@nestjs/config.ConfigModule.forRootAsync', configModule],
  ...PYTHON_LIBRARIES,
  ...GO_FUNCTIONS,
  ...RUBY,
  ...JAVA,
  ...SPRING,
]);

const CREATE = /^@t3-oss\/env-(core|nextjs|nuxt)\.createEnv$/;
const MAKERS: readonly (readonly [RegExp, (name: string) => Builtin])[] = [
  [/^schema\.(.+)$/, method],
  [/^(?:zod|zod\/[\w-]+(?:\/[\w-]+)?|znv)(?:\.z)?\.(?!ZodError|parseEnv)(.+)$/, zodMaker],
  [/^valibot\.(.+)$/, valibotFunction],
  [/^(?:joi|@hapi\/joi)(?:\.Joi)?\.(.+)$/, (name) => (call) => joiMaker('joi', name, call)],
  [/^yup\.(.+)$/, (name) => (call) => joiMaker('yup', name, call)],
  [/^envalid\.(?:str|bool|num|email|host|port|url|json|custom)$/, () => envalidMaker],
];

const found = new Map<string, Builtin | null>();

/** The model of a library's function or of a method of what it made; undefined where there is none. */
export function libraryFunction(name: string): Builtin | undefined {
  let known = found.get(name);
  if (known === undefined) {
    known = EXACT.get(name) ?? lookUp(name);
    found.set(name, known);
  }
  return known ?? undefined;
}

function lookUp(name: string): Builtin | null {
  const figaro = figaroMember(name);
  if (figaro) return figaro;
  if (CREATE.test(name)) return createEnvironment;
  for (const [pattern, make] of MAKERS) {
    const match = pattern.exec(name);
    if (match) return make(match[1] ?? '');
  }
  return null;
}
