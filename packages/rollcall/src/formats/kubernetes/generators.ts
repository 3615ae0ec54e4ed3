import { at, get, items, string, text, type Value } from '../../manifests/value.ts';
import { isKnown, known, literal, splitOnce, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { readDotenv } from '../gcloud/index.ts';
import { joinPath, type ManifestFiles } from './files.ts';
import type { KeySet, StoreKey, StoreKind } from './key-sets.ts';

/** A ConfigMap or Secret that kustomize makes, and how it joins one of the same name. */
export interface GeneratedSet {
  readonly set: KeySet;
  readonly behavior: 'create' | 'merge' | 'replace';
}

/**
 * `configMapGenerator` and `secretGenerator`: `literals`, `envs`, `files`.
 * Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/
 */
export function generatedSets(kustomization: Value, folder: string, files: ManifestFiles): readonly GeneratedSet[] {
  const kinds = [
    ['configMapGenerator', 'ConfigMap'],
    ['secretGenerator', 'Secret'],
  ] as const;
  return kinds.flatMap(([field, kind]) =>
    items(get(kustomization, field)).map((one) => generate(one, kind, folder, files)),
  );
}

function generate(generator: Value, kind: StoreKind, folder: string, files: ManifestFiles): GeneratedSet {
  const open: Gap[] = [];
  const keys: StoreKey[] = [];
  const hidden = items(get(generator, 'literals')).map(({ range }) => range);
  for (const item of items(get(generator, 'literals'))) {
    const key = literalKey(item, kind);
    if (key) keys.push(key);
    else open.push({ reason: 'dynamic-list', text: 'a literal', range: item.range, names: 'all' });
  }
  const env = get(generator, 'env');
  for (const item of [...items(get(generator, 'envs')), ...(env ? [env] : [])]) {
    const read = readEnvFile(item, kind, folder, files);
    keys.push(...read.keys);
    open.push(...read.open);
    hidden.push(...read.hidden);
  }
  for (const item of items(get(generator, 'files'))) {
    const written = string(item);
    const name = written?.includes('=') ? written.slice(0, written.indexOf('=')) : written?.split('/').at(-1);
    if (name) keys.push({ name, range: item.range, value: null, conditional: false });
  }
  const behavior = string(get(generator, 'behavior'));
  return {
    set: {
      kind,
      name: text(get(generator, 'name')) ?? [],
      namespace: string(get(generator, 'namespace')),
      keys: [...new Map(keys.map((key) => [key.name, key])).values()],
      open,
      hidden,
      range: at(generator, 'name')?.range ?? generator.range,
    },
    behavior: behavior === 'merge' || behavior === 'replace' ? behavior : 'create',
  };
}

function literalKey(item: Value, kind: StoreKind): StoreKey | null {
  const sides = splitOnce(text(item) ?? [], '=');
  const name = sides && known(sides[0]);
  if (!sides || name === null) return null;
  const range = sides[0][0]?.range ?? item.range;
  return { name, range, value: kind === 'ConfigMap' ? unquoted(sides[1]) : null, conditional: false };
}

/** Quotes around a literal's value are not a part of it. */
function unquoted(value: Text): Text {
  const plain = known(value);
  const [, inner] = /^(?:"(.*)"|'(.*)')$/s.exec(plain ?? '') ?? [];
  return plain === null || inner === undefined || !isKnown(value) ? value : literal(inner, value[0]?.range ?? null);
}

function readEnvFile(
  item: Value,
  kind: StoreKind,
  folder: string,
  files: ManifestFiles,
): Pick<KeySet, 'keys' | 'open' | 'hidden'> {
  const name = string(item);
  const path = name === null ? null : joinPath(folder, name);
  const content = path === null ? null : files.text(path);
  if (path === null || content === null)
    return {
      keys: [],
      hidden: [],
      open: [{ reason: 'dynamic-list', text: `the file ${name ?? ''}`.trim(), range: item.range, names: 'all' }],
    };
  return readEnvText(content, path, kind === 'ConfigMap');
}

/** The names of a file of `NAME=value` lines; their values are kept only where they are plain. */
function readEnvText(content: string, path: string, plain: boolean): Pick<KeySet, 'keys' | 'open' | 'hidden'> {
  const { variables, unread } = readDotenv(content);
  const keys = variables.map(({ name, value, start, valueStart, end }): StoreKey => {
    const own = plain ? literal(value, { path, start: valueStart, end }) : null;
    return { name, range: { path, start, end: start + name.length }, value: own, conditional: false };
  });
  return {
    keys,
    open: [],
    hidden: [
      ...variables.map(({ valueStart, end }) => ({ path, start: valueStart, end })),
      ...unread.map(({ start, end }) => ({ path, start, end })),
    ],
  };
}
