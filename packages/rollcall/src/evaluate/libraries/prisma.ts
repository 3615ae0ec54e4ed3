import type { Builtin } from '../builtins.ts';
import { readEnvironment } from '../environment.ts';
import { demanding } from './java.ts';

function read(idiom: string, missing: 'null' | 'raise'): Builtin {
  return ({ run, args, at }) => {
    const [name] = args.positional;
    return name && readEnvironment(run, name, at, { idiom, missing });
  };
}

/**
 * What a schema of Prisma takes from the environment, and its configuration in TypeScript.
 * https://www.prisma.io/docs/orm/reference/prisma-config-reference#env
 */
export const PRISMA: readonly (readonly [string, Builtin])[] = [
  ['prisma.url', read('prisma', 'raise')],
  ['prisma.other', read('prisma', 'null')],
  ['prisma.given', demanding(false)],
  ['prisma/config.env', read('prisma/config', 'raise')],
];
