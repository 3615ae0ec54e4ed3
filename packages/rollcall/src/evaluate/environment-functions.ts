import { known } from '../model/text.ts';
import type { Builtin, BuiltinCall } from './builtins.ts';
import { isSet, readEnvironment } from './environment.ts';
import { assignEnvironment, openEnvironment } from './environment-writes.ts';
import { requireModule } from './imports.ts';
import { raise, rangeAt } from './run.ts';
import { bool, keyOf, TRUE, unknown } from './value.ts';

function read(idiom: string, missing: 'null' | 'raise'): Builtin {
  return ({ run, args, at }) => {
    const [name, second] = args.positional;
    if (!name) return undefined;
    const otherwise = second ?? args.named.get('default');
    return readEnvironment(run, name, at, { idiom, missing: otherwise ? 'null' : missing, otherwise });
  };
}

/**
 * A file of variables is loaded into the environment. One of the folder is for development; a stream, or a file outside of the folder (a
 * mounted secret), may give any name. https://saurabh-kumar.com/python-dotenv/reference https://github.com/motdotla/dotenv#options
 */
export const loadsFile: Builtin = ({ run, args }) => {
  const [first] = args.positional;
  const options = first?.kind === 'dict' ? first.content.value.entries.get('path')?.value : first;
  const file = options ?? args.named.get('dotenv_path') ?? args.named.get('env_file');
  const stream = args.named.get('stream') ?? (file?.kind === 'unknown' && isStream(file.written) ? file : undefined);
  const path = file?.kind === 'text' ? known(file.text) : null;
  if (stream || (path?.startsWith('/') && !path.startsWith('/app/'))) openEnvironment(run);
  return TRUE;
};

function isStream(written: string): boolean {
  return /\bStringIO\b/.test(written);
}

const environment: Builtin = () => ({ kind: 'environment' });

/** The process ends. */
function exit({ run, at }: BuiltinCall): never {
  return raise(run, at, ['SystemExit']);
}

/** `process.exit(0)` and `sys.exit(0)` end it too, but say that all is well. */
const exits: Builtin = (call) => {
  const [code] = call.args.positional;
  if (code?.kind === 'number' && code.value === 0) return raise(call.run, call.at, ['SystemExit', 'clean']);
  return exit(call);
};

const has: Builtin = ({ run, args, at }) => {
  const [name] = args.positional;
  const there = name ? isSet(run, name, at) : null;
  return there === null ? unknown('has') : bool(there);
};

const required: Builtin = ({ run, args }) => {
  const name = args.positional[0] && keyOf(args.positional[0]);
  return typeof name === 'string' ? requireModule(run, name) : undefined;
};

const setDefault: Builtin = (call) => {
  const value = read('os.environ.setdefault', 'null')(call);
  const [name] = call.args.positional;
  if (name && value) assignEnvironment(call.run, name, value, call.at);
  return value;
};

/** `os.environ.items()`, `Object.entries(process.env)`: every name, so which ones is not known. */
const everything: Builtin = ({ run, at }) => {
  run.dynamicReads.push(rangeAt(run, at));
  return unknown('environment');
};

export const ENVIRONMENT_FUNCTIONS: readonly (readonly [string, Builtin])[] = [
  ['os.getenv', read('os.getenv', 'null')],
  ['os.getenvb', read('os.getenv', 'null')],
  ['environment.get', read('os.environ.get', 'null')],
  ['environment.__getitem__', read('os.environ[]', 'raise')],
  ['environment.pop', read('os.environ.pop', 'raise')],
  ['environment.setdefault', setDefault],
  ['environment.copy', environment],
  ['environment.items', everything],
  ['environment.keys', environment],
  ['Deno.env.toObject', environment],
  ['environment.values', everything],
  ['sys.exit', exits],
  ['os._exit', exits],
  ['exit', exits],
  ['quit', exits],
  ['process.exit', exits],
  ['process.abort', exit],
  ['require', required],
  ['importlib.import_module', required],
  ['dotenv.load_dotenv', loadsFile],
  ['dotenv.config', loadsFile],
  ['Deno.env.get', read('Deno.env', 'null')],
  ['Deno.env.has', has],
  ['Deno.exit', exits],
];
