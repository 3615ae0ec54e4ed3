import { known } from '../model/text.ts';
import type { Builtin } from './builtins.ts';
import { truthOf } from './conditions.ts';
import { frame, noteDeciding, raise } from './run.ts';
import { alternatives, NULL, type Value } from './value.ts';

/** What a function of the language or its standard library cannot be given. */
type Refused = 'nothing' | 'nothing or empty';

/**
 * Runs `then` unless the argument is what the function refuses by raising: Python's `TypeError` or `ValueError`, Node's
 * `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_URL`, a `SyntaxError`.
 */
function refusing(refused: Refused, positions: readonly number[], then?: Builtin): Builtin {
  return (call) => {
    const given = call.args.positional.filter((_, i) => positions.includes(i));
    for (const value of given) {
      if (!alternatives(value).some((one) => isRefused(one, refused))) continue;
      call.run.risky = true;
      if (!alternatives(value).every((one) => isRefused(one, refused))) continue;
      noteDeciding(call.run, value);
      raise(call.run, call.at, ['TypeError', 'ValueError', 'JSONDecodeError', 'Exception']);
    }
    return then?.(call);
  };
}

function isRefused(value: Value, refused: Refused): boolean {
  if (value.kind === 'null') return value.of !== undefined && !value.soft;
  return refused === 'nothing or empty' && value.kind === 'text' && value.of !== undefined && known(value.text) === '';
}

/** The first argument that is false, `null` or empty ends it: `assert(x)`, `invariant(x)`. */
const asserted: Builtin = (call) => {
  const value = call.args.positional[0] ?? NULL;
  const certain = truthOf(call.run, value, frame(call.run).path);
  noteDeciding(call.run, value);
  if (certain === false) raise(call.run, call.at, ['AssertionError', 'Exception']);
  if (certain === null) call.run.risky = true;
  return NULL;
};

const PYTHON: readonly (readonly [string, Refused])[] = [
  ['json.loads', 'nothing or empty'],
  ['orjson.loads', 'nothing or empty'],
  ['ujson.loads', 'nothing or empty'],
  ['base64.b64decode', 'nothing'],
  ['base64.urlsafe_b64decode', 'nothing'],
  ['base64.standard_b64decode', 'nothing'],
  ['base64.b64encode', 'nothing'],
  ['bytes.fromhex', 'nothing'],
  ['binascii.unhexlify', 'nothing'],
  ['re.compile', 'nothing'],
  ['decimal.Decimal', 'nothing or empty'],
  ['uuid.UUID', 'nothing or empty'],
  ['open', 'nothing or empty'],
  ['os.makedirs', 'nothing or empty'],
  ['os.listdir', 'nothing or empty'],
  ['os.chdir', 'nothing or empty'],
  ['os.path.exists', 'nothing'],
  ['os.path.isfile', 'nothing'],
  ['os.path.isdir', 'nothing'],
  ['os.path.expanduser', 'nothing'],
  ['zoneinfo.ZoneInfo', 'nothing or empty'],
  ['ipaddress.ip_network', 'nothing or empty'],
  ['ipaddress.ip_address', 'nothing or empty'],
  ['hashlib.sha256', 'nothing'],
  ['hmac.new', 'nothing'],
  ['importlib.import_module', 'nothing or empty'],
  ['cryptography.fernet.Fernet', 'nothing or empty'],
  ['ast.literal_eval', 'nothing or empty'],
];

const NODE: readonly (readonly [string, Refused])[] = [
  ['JSON.parse', 'nothing or empty'],
  ['URL', 'nothing or empty'],
  ['Buffer.from', 'nothing'],
  ['fs.readFileSync', 'nothing or empty'],
  ['fs.readFile', 'nothing or empty'],
  ['fs/promises.readFile', 'nothing or empty'],
  ['fs.promises.readFile', 'nothing or empty'],
  ['fs.readdirSync', 'nothing or empty'],
  ['fs.createReadStream', 'nothing'],
  ['crypto.createPrivateKey', 'nothing or empty'],
  ['crypto.createPublicKey', 'nothing or empty'],
  ['crypto.createSecretKey', 'nothing'],
];

const ASSERTIONS = ['assert', 'assert/strict', 'assert.strict', 'assert.ok', 'assert/strict.ok', 'assert.strict.ok'];
const INVARIANTS = ['tiny-invariant', 'invariant', 'ts-invariant', 'ts-invariant.invariant', 'tiny-assert'];

/** Functions that raise for what is not there, by name; `others` are models of the same functions for what is there. */
export function refusalFunctions(others: ReadonlyMap<string, Builtin>): readonly (readonly [string, Builtin])[] {
  const paths = [
    'pathlib.Path',
    'pathlib.PurePath',
    'os.path.dirname',
    'os.path.abspath',
    'path.resolve',
    'path.dirname',
  ];
  return [
    ...[...PYTHON, ...NODE].map(([name, refused]) => [name, refusing(refused, [0], others.get(name))] as const),
    ...paths.map((name) => [name, refusing('nothing', [0], others.get(name))] as const),
    ...['os.path.join', 'path.join'].map(
      (name) => [name, refusing('nothing', [0, 1, 2, 3], others.get(name))] as const,
    ),
    ...['crypto.createHmac', 'logging.getLevelName', 'getattr'].map(
      (name) => [name, refusing('nothing', [1], others.get(name))] as const,
    ),
    ...[...ASSERTIONS, ...INVARIANTS].map((name) => [name, asserted] as const),
  ];
}
