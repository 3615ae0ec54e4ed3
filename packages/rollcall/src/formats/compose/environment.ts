import { type Given, joinGiven } from '../../manifests/given.ts';
import { around, entries, get, string, text, type Value } from '../../manifests/value.ts';
import type { BindingFact } from '../../model/deployment.ts';
import { asShown, literalPlaces } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, known, literal, rangeOf, splitOnce, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { readDotenv } from '../gcloud/index.ts';
import { type ComposeFiles, folderOf, joinPath, type Layer, stringsOf } from './files.ts';

function bind(name: string, ranges: readonly (Range | null | undefined)[], via: string, value: Text): Given {
  const range = around(ranges) ?? { path: '', start: 0, end: 0 };
  const binding: BindingFact = {
    name,
    target: 'env',
    operation: 'set',
    source: { kind: 'value' },
    via,
    conditional: false,
    range,
    related: [],
    value,
  };
  return { bindings: [binding], gaps: [], hidden: literalPlaces(value) };
}

function open(gap: Gap): Given {
  return { bindings: [], gaps: [gap], hidden: [] };
}

/**
 * `environment` and `env_file` of all layers: a name of `environment` goes before the same name of a file, and an outer layer before an
 * inner one.
 * Source: https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
 */
export function readEnvironment(
  layers: readonly Layer[],
  files: ComposeFiles,
  variables: ReadonlyMap<string, DotenvValue>,
): Given {
  const listed = joinGiven(layers.map(({ value }) => readVariables(get(value, 'environment'), variables)));
  const read = joinGiven(
    layers.flatMap(({ value, path }) =>
      stringsOrMap(get(value, 'env_file')).map((item) => readEnvFile(item, path, files)),
    ),
  );
  const own = lastOnly(listed.bindings);
  const names = new Set(own.map(({ name }) => name));
  const passed = listed.gaps.filter(
    ({ names: some }) => !(Array.isArray(some) && some.every((name) => names.has(name))),
  );
  return joinGiven([
    { ...read, bindings: lastOnly(read.bindings).filter(({ name }) => !names.has(name)) },
    { ...listed, bindings: own, gaps: passed },
  ]);
}

function lastOnly(bindings: readonly BindingFact[]): readonly BindingFact[] {
  return [...new Map(bindings.map((binding) => [binding.name, binding])).values()];
}

function stringsOrMap(value: Value | null): readonly Value[] {
  return value?.kind === 'map' ? [value] : stringsOf(value);
}

/** A map, or a list of `NAME=value`; a bare `NAME` is passed through. https://docs.docker.com/reference/compose-file/services/#environment */
function readVariables(environment: Value | null, variables: ReadonlyMap<string, DotenvValue>): Given {
  if (!environment) return joinGiven([]);
  if (environment.kind === 'scalar') return open(dynamic(asShown(environment.text), environment.range));
  if (environment.kind === 'list') return joinGiven(environment.items.map((item) => readItem(item, variables)));
  const own = environment.entries.map(({ name, key, keyRange, value }) => {
    if (known(key) === null) return open({ reason: 'dynamic-name', text: asShown(key), range: keyRange, names: 'all' });
    const plain = text(value);
    return plain ? bind(name, [keyRange, value.range], 'manifest', plain) : passThrough(name, keyRange, variables);
  });
  return joinGiven([...own, ...(environment.open ?? []).map(open)]);
}

function readItem(item: Value, variables: ReadonlyMap<string, DotenvValue>): Given {
  const written = text(item);
  if (!written) return open(dynamic('environment', item.range));
  const sides = splitOnce(written, '=');
  const name = sides ? known(sides[0]) : known(written);
  if (name === null || name.trim() === '')
    return unnamed(asShown(sides?.[0] ?? written), item.range, sides ? [item.range] : []);
  if (!WORD.test(name.trim())) return unnamed('no name of a variable', item.range, [item.range]);
  if (!sides) return passThrough(name.trim(), item.range, variables);
  return bind(name.trim(), [rangeOf(written) ?? item.range], 'manifest', sides[1]);
}

/** What else is listed may be a value, or the rest of one. */
const WORD = /^[\w.-]+$/;

function unnamed(shown: string, range: Range, hidden: readonly Range[]): Given {
  return { bindings: [], gaps: [{ reason: 'dynamic-name', text: shown, range, names: 'all' }], hidden };
}

/** A variable of a file `.env` that the tool reads beside the compose file. */
export interface DotenvValue {
  readonly value: string;
  readonly range: Range;
  readonly valueRange: Range;
}

/** A bare name has the value of the shell's variable, else that of the file `.env`. */
function passThrough(name: string, range: Range, variables: ReadonlyMap<string, DotenvValue>): Given {
  const found = variables.get(name);
  if (!found)
    return open({
      reason: 'dynamic-list',
      text: `${name} is taken from the shell, or from a file .env`,
      range,
      names: [name],
    });
  const given = bind(name, [range], 'manifest', literal(found.value, found.valueRange));
  return { ...given, bindings: given.bindings.map((binding) => ({ ...binding, related: [found.range] })) };
}

function dynamic(written: string, range: Range): Gap {
  return { reason: 'dynamic-list', text: written, range, names: 'all' };
}

/** A path, or `path` with `required`. https://docs.docker.com/reference/compose-file/services/#env_file */
function readEnvFile(item: Value, path: string, files: ComposeFiles): Given {
  const stated = text(item) ?? text(get(item, 'path'));
  const name = stated && known(stated);
  const found = name === null ? null : joinPath(folderOf(path), name);
  const content = found === null ? null : files.text(found);
  if (found === null || content === null) {
    const optional = string(get(item, 'required')) === 'false';
    const shown = `env_file ${stated ? asShown(stated) : ''}`.trim();
    return open(dynamic(`${shown}, which is not in the tree${optional ? ' and may be missing' : ''}`, item.range));
  }
  const { variables, unread } = readDotenv(content);
  const given = variables.map(({ name: variable, value, start, valueStart, end }) =>
    bind(variable, [{ path: found, start, end }], 'file', literal(value, { path: found, start: valueStart, end })),
  );
  return joinGiven([
    ...given,
    { bindings: [], gaps: [], hidden: unread.map(({ start, end }) => ({ path: found, start, end })) },
  ]);
}

/** `secrets` and `configs` are files. https://docs.docker.com/reference/compose-file/services/#secrets */
export function readFiles(layers: readonly Layer[]): Given {
  const kinds = [
    { key: 'secrets', folder: '/run/secrets/', secret: true },
    { key: 'configs', folder: '/', secret: false },
  ];
  const given = layers.flatMap(({ value }) =>
    kinds.flatMap(({ key, folder, secret }) =>
      stringsOf(get(value, key)).flatMap((item): BindingFact[] => {
        const source = text(item) ?? text(get(item, 'source'));
        const target = string(get(item, 'target'));
        if (!source) return [];
        const id = asWritten(source);
        const name = target === null ? `${folder}${id}` : target.startsWith('/') ? target : `${folder}${target}`;
        return [
          {
            name,
            target: 'file',
            operation: 'set',
            source: secret
              ? { kind: 'secret', project: null, secret: id, version: 'latest', template: known(source) === null }
              : { kind: 'value' },
            via: 'manifest',
            conditional: false,
            range: item.range,
            related: [],
            value: null,
          },
        ];
      }),
    ),
  );
  return { bindings: [...new Map(given.map((one) => [one.name, one])).values()], gaps: [], hidden: [] };
}

/** Where values may stand that no binding has: those of the file's own secrets and arguments. */
export function hiddenIn(root: Value | null): readonly Range[] {
  return entries(get(root, 'secrets')).flatMap(({ value }) => {
    const own = get(value, 'content');
    return own ? [own.range] : [];
  });
}
