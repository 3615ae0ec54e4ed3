import { isMap, isNode, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { nestsTooDeep } from '../../manifests/yaml-depth.ts';
import type { BindingFact, DeploymentFact } from '../../model/deployment.ts';
import { flatten } from '../../model/flat-text.ts';
import type { Range } from '../../model/span.ts';
import { literal, rangeOf, rangesOf, slicePiece, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { readDotenv } from './dotenv.ts';
import type { EnvFileReference } from './extract.ts';
import { refuseReserved } from './reserved-names.ts';

/** The variables of a file, as one flag would give them. */
export interface EnvFile {
  readonly bindings: readonly BindingFact[];
  readonly gaps: readonly Gap[];
  /** Places of values that no binding has. */
  readonly hidden: readonly Range[];
}

/**
 * Reads the file of `--env-vars-file`: a map of names to strings in YAML or JSON, or lines `NAME=value` in a file that ends in `.env`.
 * Source: https://cloud.google.com/run/docs/configuring/services/environment-variables, and `ArgDictWithYAMLOrEnv` of the SDK's
 * `command_lib/util/args/map_util.py`.
 */
export function bindingsFromEnvFile(text: string, path: string): EnvFile {
  return isDotenv(path) ? bindingsFromDotenv(text, path) : bindingsFromMap(text, path);
}

/** Reads a map of names to strings in YAML or JSON. */
export function bindingsFromMap(text: string, path: string): EnvFile {
  if (nestsTooDeep(text)) return unreadable(text, path);
  try {
    return readMap(text, path);
  } catch {
    return unreadable(text, path);
  }
}

/**
 * Reads the text of such a file as a script writes it: what only run time fills may be a value, and where it may be more the list is open.
 * @param place where the script names the file, for what has no place of its own
 */
export function bindingsFromWrittenFile(text: Text, path: string, place: Range): EnvFile {
  const flat = flatten(text);
  const read = bindingsFromEnvFile(flat.chars, path);
  const rangeFrom = ({ start, end }: Range): Range => rangeOf(flat.cut(start, end)) ?? place;
  const named = read.bindings.filter(({ name }) => !name.includes(flat.hole));
  const unnamed = read.bindings.filter(({ name }) => name.includes(flat.hole));
  return {
    bindings: named.map((binding) => {
      const at = binding.value?.[0]?.range;
      const value = at ? withoutQuotes(flat.cut(at.start, at.end)) : null;
      return { ...binding, range: rangeFrom(binding.range), value };
    }),
    gaps: [
      ...read.gaps.map((gap) => ({ ...gap, range: gap.range ? rangeFrom(gap.range) : place })),
      ...unnamed.map(
        ({ range }): Gap => ({ reason: 'dynamic-name', text: 'a name', range: rangeFrom(range), names: 'all' }),
      ),
    ],
    hidden: [...read.hidden, ...unnamed.map(({ range }) => range)].flatMap(({ start, end }) =>
      rangesOf(flat.cut(start, end)),
    ),
  };
}

/** The value between its quotes, as far as both are known. */
function withoutQuotes(value: Text): Text {
  const [first] = value;
  const last = value.at(-1);
  if (first?.kind !== 'text' || last?.kind !== 'text' || !/^["']/.test(first.text)) return value;
  const quote = first.text.charAt(0);
  if (!last.text.endsWith(quote) || (value.length === 1 && first.text.length < 2)) return value;
  const inner = [...value];
  inner[inner.length - 1] = slicePiece(last, 0, last.text.length - 1);
  const head = inner[0];
  if (head?.kind === 'text') inner[0] = slicePiece(head, 1, head.text.length);
  return inner.filter((piece) => piece.kind === 'hole' || piece.text !== '');
}

function isDotenv(path: string): boolean {
  return path.endsWith('.env');
}

/** Puts a file's variables into the deployment that names it; null where the file could not be had: the deployment stays open. */
export function joinEnvFile(
  deployment: DeploymentFact,
  reference: Pick<EnvFileReference, 'range' | 'unreserved'>,
  file: EnvFile | null,
): DeploymentFact {
  if (!file) return deployment;
  const { path, start } = reference.range;
  const gaps = [
    ...deployment.gaps.filter(
      (gap) => !(gap.reason === 'unread-hand-over' && gap.range?.path === path && gap.range.start === start),
    ),
    ...file.gaps,
  ];
  const own = deployment.closes.includes('value') ? ('set' as const) : ('update' as const);
  const bindings = file.bindings.map((binding) => ({
    ...binding,
    operation: own,
    related: [reference.range, deployment.range],
  }));
  const joined = {
    ...deployment,
    gaps,
    open: gaps.some((gap) => gap.names === 'all'),
    bindings: [...bindings, ...deployment.bindings],
    hidden: [...(deployment.hidden ?? []), ...file.hidden],
  };
  return reference.unreserved ? joined : refuseReserved(joined, bindings);
}

function readMap(text: string, path: string): EnvFile {
  const document = parseDocument(text, { lineCounter: new LineCounter(), uniqueKeys: false, logLevel: 'silent' });
  if (document.errors.length > 0 || !isMap(document.contents)) return unreadable(text, path);
  const read = document.contents.items.map((pair) => readPair(pair, path));
  return {
    bindings: read.flatMap((one) => one.bindings),
    gaps: read.flatMap((one) => one.gaps),
    hidden: read.flatMap((one) => one.hidden),
  };
}

function readPair(pair: Pair, path: string): EnvFile {
  const { key, value } = pair;
  const [start, keyEnd] = (isScalar(key) && key.range) || [0, 0];
  const valueRange = isNode(value) ? value.range : null;
  const range: Range = { path, start, end: valueRange?.[1] ?? keyEnd };
  const name = isScalar(key) && typeof key.value === 'string' ? key.value.trim() : '';
  if (name === '' || name === '<<')
    return {
      bindings: [],
      gaps: [{ reason: 'dynamic-name', text: 'a key that is no name', range, names: 'all' }],
      hidden: [range],
    };
  if (!isScalar(value) || typeof value.value !== 'string')
    return { bindings: [], gaps: [wrongType(name, range)], hidden: [range] };
  const at = valueRange ? { path, start: valueRange[0], end: valueRange[1] } : range;
  return { bindings: [bind(name, value.value, range, at)], gaps: [], hidden: [] };
}

function wrongType(name: string, range: Range): Gap {
  return {
    reason: 'malformed-flag',
    text: '--env-vars-file: Environment variable values must be strings.',
    range,
    names: [name],
  };
}

function bindingsFromDotenv(text: string, path: string): EnvFile {
  const { variables, unread } = readDotenv(text);
  const hidden = unread.map(({ start, end }) => ({ path, start, end }));
  return {
    bindings: variables.map(({ name, value, start, valueStart, end }) =>
      bind(name, value, { path, start, end }, { path, start: valueStart, end }),
    ),
    gaps: hidden.map((range) => ({ reason: 'syntax-error', text: 'a line that gives no name', range, names: 'all' })),
    hidden,
  };
}

function bind(name: string, value: string, range: Range, valueRange: Range): BindingFact {
  return {
    name,
    target: 'env',
    operation: 'set',
    source: { kind: 'value' },
    via: 'file',
    conditional: false,
    range,
    related: [],
    value: literal(value, valueRange),
  };
}

function unreadable(text: string, path: string): EnvFile {
  const range: Range = { path, start: 0, end: text.length };
  return {
    bindings: [],
    gaps: [{ reason: 'syntax-error', text: 'not a map of names to strings', range, names: 'all' }],
    hidden: [range],
  };
}
