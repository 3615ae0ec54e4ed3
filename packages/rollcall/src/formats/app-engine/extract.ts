import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { BindingFact, DeploymentFact } from '../../model/deployment.ts';
import type { Range } from '../../model/span.ts';
import { literal, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { nestsTooDeep } from '../gcloud/index.ts';

export interface AppFile {
  readonly path: string;
  readonly text: string;
}

/** What a file of App Engine's deploys, and the files that it takes in. */
interface AppExtraction {
  readonly deployments: readonly DeploymentFact[];
  readonly gaps: readonly Gap[];
}

const RUNTIME = /^runtime:[ \t]*["']?(python|nodejs|go|java|php|ruby|custom)/m;
/** Keys that a file with a `runtime` of another tool does not have. */
const OTHER_KEYS =
  /^(service|module|env_variables|handlers|entrypoint|instance_class|env|automatic_scaling|basic_scaling|manual_scaling|runtime_config|beta_settings|includes|app_engine_apis|vpc_access_connector):/m;

/**
 * Whether a file configures a service of App Engine, whatever it is called: it has a `runtime` and another of the keys, or the usual name.
 */
export function isAppEngineFile(path: string, text: string): boolean {
  if (!/\.ya?ml(\.tpl|\.tmpl|\.template)?$/.test(path) || !RUNTIME.test(text)) return false;
  return /(^|\/)app([-._][^/]*)?\.ya?ml/.test(path) || OTHER_KEYS.test(text);
}

/**
 * Reads an `app.yaml`: a deployment that declares all variables of its service. `includes` may hold more of them.
 * Source: https://cloud.google.com/appengine/docs/standard/reference/app-yaml
 * @param readFile gives an included file's text, or null
 */
export function extractAppEngine(file: AppFile, readFile: (path: string) => AppFile | null): AppExtraction {
  const map = parseMap(file);
  const whole = { path: file.path, start: 0, end: file.text.length };
  if (!map) {
    const gap = { reason: 'syntax-error', text: 'not a map of settings', range: whole, names: 'all' } as const;
    return { deployments: [], gaps: [gap] };
  }
  const included = includesOf(map, file, readFile);
  const own = variablesOf(map, file);
  const names = new Set(own.bindings.map(({ name }) => name));
  const bindings = [...included.bindings.filter(({ name }) => !names.has(name)), ...own.bindings];
  const gaps = [...included.gaps, ...own.gaps];
  const deployment: DeploymentFact = {
    format: 'app-engine',
    carrier: 'yaml',
    workload: 'app',
    container: null,
    deployedName: scalarText(map, 'service', file) ?? scalarText(map, 'module', file) ?? literal('default'),
    project: scalarText(map, 'application', file),
    region: null,
    source: literal('.'),
    image: null,
    ...startOf(map),
    mode: 'declare',
    open: gaps.some((gap) => gap.names === 'all'),
    closes: ['secret', 'value'],
    bindings,
    gaps,
    malformed: [],
    hidden: [...included.hidden, ...own.hidden],
    range: whole,
  };
  return { deployments: [deployment], gaps: [] };
}

function parseMap({ text }: AppFile): YAMLMap | null {
  if (nestsTooDeep(text)) return null;
  try {
    const document = parseDocument(text, { lineCounter: new LineCounter(), uniqueKeys: false, logLevel: 'silent' });
    return document.errors.length === 0 && isMap(document.contents) ? document.contents : null;
  } catch {
    return null;
  }
}

/** A shell's words; what stands between quotes stays one. */
function startOf(map: YAMLMap): Pick<DeploymentFact, 'start'> {
  const entrypoint = entryOf(map, 'entrypoint');
  const line = isScalar(entrypoint) ? entrypoint.value : null;
  if (typeof line !== 'string' || line.trim() === '') return {};
  return { start: { command: line.trim().split(/\s+/), args: null } };
}

interface Variables {
  readonly bindings: readonly BindingFact[];
  readonly gaps: readonly Gap[];
  readonly hidden: readonly Range[];
}

const NONE: Variables = { bindings: [], gaps: [], hidden: [] };

function join(parts: readonly Variables[]): Variables {
  return {
    bindings: [...new Map(parts.flatMap(({ bindings }) => bindings.map((one) => [one.name, one] as const))).values()],
    gaps: parts.flatMap(({ gaps }) => gaps),
    hidden: parts.flatMap(({ hidden }) => hidden),
  };
}

/** `env_variables`: a map; of a list of maps, as older files have it, all of them. */
function variablesOf(map: YAMLMap, file: AppFile): Variables {
  const held = entryOf(map, 'env_variables');
  const maps = isSeq(held) ? held.items.filter(isMap) : isMap(held) ? [held] : [];
  if (held && maps.length === 0 && !(isScalar(held) && held.value === null))
    return { ...NONE, gaps: [unknown('env_variables', placeOf(held, file))], hidden: [placeOf(held, file)] };
  return join(maps.flatMap((one) => one.items).map((pair) => readPair(pair, file)));
}

function readPair({ key, value }: Pair, file: AppFile): Variables {
  const at = isScalar(key) ? key.range : null;
  const end = value && typeof value === 'object' && 'range' in value ? (value as Node).range?.[1] : undefined;
  const range = { path: file.path, start: at?.[0] ?? 0, end: end ?? at?.[1] ?? file.text.length };
  const name = isScalar(key) ? String(key.value ?? '').trim() : '';
  if (name === '' || name === '<<')
    return { ...NONE, gaps: [unknown('a key that is no name', range)], hidden: [range] };
  const held = isScalar(value) ? value : null;
  const binding: BindingFact = {
    name,
    target: 'env',
    operation: 'set',
    source: { kind: 'value' },
    via: 'manifest',
    conditional: false,
    range,
    related: [],
    value: held ? literal(String(held.value ?? ''), placeOf(held, file)) : null,
  };
  return { bindings: [binding], gaps: [], hidden: held ? [] : [range] };
}

/** Files beside it whose variables hold where it has none of the name. One that is not there may hold any. */
function includesOf(map: YAMLMap, file: AppFile, readFile: (path: string) => AppFile | null): Variables {
  const list = entryOf(map, 'includes');
  if (!isSeq(list)) return NONE;
  const folder = file.path.includes('/') ? `${file.path.slice(0, file.path.lastIndexOf('/'))}/` : '';
  return join(
    list.items.map((item) => {
      const name = isScalar(item) ? String(item.value) : '';
      const other = name === '' ? null : readFile(folder + name.replace(/^\.\//, ''));
      const inner = other ? parseMap(other) : null;
      const place = isScalar(item) ? placeOf(item, file) : { path: file.path, start: 0, end: 0 };
      if (!other || !inner)
        return { ...NONE, gaps: [{ reason: 'unread-hand-over', text: name, range: place, names: 'all' } as const] };
      const nested = entryOf(inner, 'includes') ? [unknown('includes of an included file', place)] : [];
      const variables = variablesOf(inner, other);
      return { ...variables, gaps: [...variables.gaps, ...nested] };
    }),
  );
}

function unknown(text: string, range: Range): Gap {
  return { reason: 'dynamic-list', text, range, names: 'all' };
}

function entryOf(map: YAMLMap, name: string): unknown {
  return map.items.find(({ key }) => isScalar(key) && key.value === name)?.value ?? null;
}

function scalarText(map: YAMLMap, name: string, file: AppFile): Text | null {
  const node = entryOf(map, name);
  if (!isScalar(node) || node.value === null || node.value === '') return null;
  return literal(String(node.value), placeOf(node, file));
}

function placeOf(node: unknown, { path, text }: AppFile): Range {
  const range = node && typeof node === 'object' && 'range' in node ? (node as Node).range : null;
  return { path, start: range?.[0] ?? 0, end: range?.[1] ?? text.length };
}
