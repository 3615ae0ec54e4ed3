import type { Builtin } from '../builtins.ts';
import { readEnvironment } from '../environment.ts';

const read: Builtin = ({ run, args, at }) => {
  const [name] = args.positional;
  return name && readEnvironment(run, name, at, { idiom: 'node-config', missing: 'null' });
};

/** A setting that a variable may replace. https://github.com/node-config/node-config/wiki/Environment-Variables */
export const NODE_CONFIG: readonly (readonly [string, Builtin])[] = [['nodeconfig.read', read]];
