import type { Builtin } from '../builtins.ts';
import { CLASS_VALIDATOR } from './class-validator.ts';
import { dynaconf, getSetting, validator } from './dynaconf.ts';
import { cleanEnvironment, envalidMaker, envsafe, envsafeMaker, makeMaker, testOnly } from './envalid.ts';
import { convict, convictMethod, parseEnvironment, variable, variableMethod } from './environments.ts';
import { GO_FUNCTIONS } from './golang.ts';
import { JAVA } from './java.ts';
import { joiMaker, joiMethod } from './joi.ts';
import {
  arkenv,
  arktype,
  arktypeMethod,
  environmentSchema,
  typeboxMaker,
  typeboxMethod,
  typeboxValue,
} from './json-schema.ts';
import { configModule, configService, registerAs } from './nest.ts';
import { NODE_CONFIG } from './node-config.ts';
import { PRISMA } from './prisma.ts';
import { PULUMI } from './pulumi.ts';
import { PYTHON_LIBRARIES } from './python.ts';
import { figaroMember, RUBY } from './ruby.ts';
import { SPRING } from './spring.ts';
import { createEnvironment } from './t3-env.ts';
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
      case 'typebox':
        return typeboxMethod(receiver, name, call);
      case 'arktype':
        return arktypeMethod(receiver, name, call);
      default:
        return name === '()' ? undefined : receiver;
    }
  };
};

const EXACT = new Map<string, Builtin>([
  ['schema.issue', reportIssue],
  ['envalid.cleanEnv', cleanEnvironment],
  ['envalid.customCleanEnv', cleanEnvironment],
  ['envalid.testOnly', testOnly],
  ['envsafe.envsafe', envsafe],
  ['envsafe', envsafe],
  ['znv.parseEnv', parseEnvironment],
  ['arktype.type', arktype],
  ['arkenv', arkenv],
  ['arkenv.createEnv', arkenv],
  ['@sinclair/typebox/compiler.TypeCompiler.Compile', ({ args }) => args.positional[0]],
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
  ['@nestjs/config.registerAs', registerAs],
  ['dynaconf.Dynaconf', dynaconf],
  ['dynaconf.LazySettings', dynaconf],
  ['dynaconf.Validator', validator],
  ['dynaconf.settings.get', getSetting],
  ...PULUMI,
  ...CLASS_VALIDATOR,
  ...PYTHON_LIBRARIES,
  ...GO_FUNCTIONS,
  ...RUBY,
  ...JAVA,
  ...NODE_CONFIG,
  ...PRISMA,
  ...SPRING,
]);

const CREATE = /^@t3-oss\/env-(core|nextjs|nuxt)\.createEnv$/;
const MAKERS: readonly (readonly [RegExp, (name: string) => Builtin])[] = [
  [/^schema\.(.+)$/, method],
  [/^(?:zod|zod\/[\w-]+(?:\/[\w-]+)?|znv)(?:\.z)?\.(?!ZodError|parseEnv)(.+)$/, zodMaker],
  [/^valibot\.(.+)$/, valibotFunction],
  [/^(?:joi|@hapi\/joi)(?:\.Joi)?\.(.+)$/, (name) => (call) => joiMaker('joi', name, call)],
  [/^yup\.(.+)$/, (name) => (call) => joiMaker('yup', name, call)],
  [/^envalid(?:\/dist\/validators)?\.(?:str|bool|num|email|host|port|url|json|custom)$/, () => envalidMaker],
  [/^envalid(?:\/dist\/\w+)?\.make(?:Exact|Structured)?Validator$/, () => makeMaker],
  [/^envsafe\.(?:str|bool|num|email|host|port|url|json|invalidate)$/, () => envsafeMaker],
  [/^envsafe\.makeValidator$/, () => () => ({ kind: 'builtin', name: 'envsafe.str', receiver: null })],
  [/^(?:@sinclair\/typebox|typebox)(?:\.Type)?\.(?!Type$|Value)([A-Z]\w+)$/, typeboxMaker],
  [/^(?:@sinclair\/typebox|typebox)\/value(?:\.Value)?\.([A-Z]\w+)$/, typeboxValue],
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
