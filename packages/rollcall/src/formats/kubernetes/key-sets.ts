import { parseManifest } from '../../manifests/parse.ts';
import { sourceOfText } from '../../manifests/source.ts';
import { at, entries, entry, get, items, scalarRanges, string, text, type Value } from '../../manifests/value.ts';
import { asShown } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { known, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import type { KubernetesObject } from './objects.ts';

export type StoreKind = 'ConfigMap' | 'Secret';

/** A key of a ConfigMap or Secret, and where it is written. */
export interface StoreKey {
  readonly name: string;
  /** Of the key alone: its value stands in no frame. */
  readonly range: Range;
  /** A ConfigMap's plain value; null for a secret's. */
  readonly value: Text | null;
  readonly conditional: boolean;
  /** The secret outside of the cluster that it is taken from. */
  readonly remote?: Range;
}

/** What is known of the keys of one ConfigMap or Secret. */
export interface KeySet {
  readonly kind: StoreKind;
  readonly name: Text;
  /** The name with what a kustomization puts before and behind it. */
  readonly shownName?: Text;
  readonly namespace: string | null;
  readonly keys: readonly StoreKey[];
  /** Why there may be others. */
  readonly open: readonly Gap[];
  readonly hidden: readonly Range[];
  readonly range: Range;
}

/** The ConfigMaps and Secrets that an object is, or that a controller of the cluster makes of it. */
export function keySetsOf(object: KubernetesObject): readonly KeySet[] {
  const api = object.apiVersion.split('/')[0] ?? '';
  if (object.apiVersion === 'v1' && object.kind === 'ConfigMap') return [plainSet(object, 'ConfigMap')];
  if (object.apiVersion === 'v1' && object.kind === 'Secret') return [plainSet(object, 'Secret')];
  if (api === 'external-secrets.io' && /^(Cluster)?ExternalSecret$/.test(object.kind)) return [externalSet(object)];
  if (api === 'bitnami.com' && object.kind === 'SealedSecret') return [sealedSet(object)];
  if (api.startsWith('secrets-store.csi.')) return mountedSets(object);
  return [];
}

function set(
  object: KubernetesObject,
  kind: StoreKind,
  name: Text | null,
  keys: readonly StoreKey[],
  open: readonly Gap[],
): KeySet {
  const { namespace, range, root } = object;
  const data = ['data', 'stringData', 'binaryData'].map((key) => get(root, key));
  const hidden = data.flatMap((one) => scalarRanges(one));
  const shown = object.shownName ? { shownName: object.shownName } : {};
  return { kind, name: name ?? [], ...shown, namespace, keys, open: [...open, ...(object.gaps ?? [])], hidden, range };
}

/** https://kubernetes.io/docs/concepts/configuration/configmap/ and …/secret/ */
function plainSet(object: KubernetesObject, kind: StoreKind): KeySet {
  const fields = kind === 'ConfigMap' ? ['data', 'binaryData'] : ['data', 'stringData'];
  const read = fields.map((field) => readKeys(get(object.root, field), kind === 'ConfigMap' && field === 'data'));
  const unique = new Map(read.flatMap(({ keys }) => keys).map((key) => [key.name, key]));
  // Something of the cluster fills what is applied without any data.
  const isFilled = fields.every((field) => !entry(object.root, field));
  const open = [
    ...read.flatMap((one) => one.open),
    ...(isFilled ? [openGap(`a ${kind} that the cluster fills`, object.range)] : []),
  ];
  return set(object, kind, object.name, [...unique.values()], open);
}

function readKeys(map: Value | null, plain: boolean): { keys: readonly StoreKey[]; open: readonly Gap[] } {
  if (!map) return { keys: [], open: [] };
  if (map.kind !== 'map') return { keys: [], open: [openGap('the keys', map.range)] };
  const keys: StoreKey[] = [];
  const open: Gap[] = [...(map.open ?? [])];
  for (const { name, key, keyRange, value, conditional } of map.entries) {
    if (known(key) === null) open.push(openGap(asShown(key), keyRange));
    else {
      const own = plain && value.kind === 'scalar' ? value.text : null;
      keys.push({ name, range: keyRange, value: own, conditional: conditional === true || map.conditional === true });
    }
  }
  return { keys, open };
}

function openGap(written: string, range: Range): Gap {
  return { reason: 'dynamic-list', text: written, range, names: 'all' };
}

/** https://external-secrets.io/latest/api/externalsecret/: `data` names keys, `dataFrom` takes whatever the store holds. */
function externalSet(object: KubernetesObject): KeySet {
  const spec =
    object.kind === 'ExternalSecret' ? get(object.root, 'spec') : at(object.root, 'spec', 'externalSecretSpec');
  const target = get(spec, 'target');
  const name = text(get(target, 'name')) ?? text(at(object.root, 'spec', 'externalSecretName')) ?? object.name;
  const keys = items(get(spec, 'data')).flatMap((item): StoreKey[] => {
    const key = get(item, 'secretKey');
    const keyName = string(key);
    const remote = at(item, 'remoteRef', 'key')?.range;
    const conditional = item.conditional === true;
    return key && keyName !== null
      ? [{ name: keyName, range: key.range, value: null, conditional, ...(remote ? { remote } : {}) }]
      : [];
  });
  const unnamed = items(get(spec, 'data')).filter((item) => string(get(item, 'secretKey')) === null);
  const from = get(spec, 'dataFrom');
  const template = readKeys(at(target, 'template', 'data'), false);
  const templated =
    get(target, 'template') !== null && !/^Merge$/i.test(string(at(target, 'template', 'mergePolicy')) ?? '');
  const templateFrom = at(target, 'template', 'templateFrom');
  // Where a template makes the data, the fetched keys are only its input.
  const own = templated && (template.keys.length > 0 || templateFrom) ? template.keys : [...keys, ...template.keys];
  const open = [
    ...[...unnamed, ...[from, templateFrom].filter((one) => one !== null)].map((one) => openGap('dataFrom', one.range)),
    ...template.open,
  ];
  return set(object, 'Secret', name, own, open);
}

/** https://github.com/bitnami-labs/sealed-secrets#overview: the keys are readable, the values are not. */
function sealedSet(object: KubernetesObject): KeySet {
  const { keys, open } = readKeys(at(object.root, 'spec', 'encryptedData'), false);
  const template = readKeys(at(object.root, 'spec', 'template', 'data'), false);
  const name = text(at(object.root, 'spec', 'template', 'metadata', 'name')) ?? object.name;
  const base = set(object, 'Secret', name, [...keys, ...template.keys], [...open, ...template.open]);
  return { ...base, hidden: scalarRanges(get(object.root, 'spec')) };
}

/** https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret */
function mountedSets(object: KubernetesObject): readonly KeySet[] {
  return items(at(object.root, 'spec', 'secretObjects')).map((made) => {
    const keys = items(get(made, 'data')).flatMap((item): StoreKey[] => {
      const key = get(item, 'key');
      const name = string(key);
      return key && name !== null
        ? [{ name, range: key.range, value: null, conditional: item.conditional === true }]
        : [];
    });
    return set(object, 'Secret', text(get(made, 'secretName')), keys, []);
  });
}

/** The files that a `SecretProviderClass` makes: the list of its parameters is YAML in a text. */
export function mountedFiles(
  object: KubernetesObject,
): readonly { readonly path: Text; readonly secret: Text; readonly range: Range }[] {
  const parameters = at(object.root, 'spec', 'parameters');
  return entries(parameters).flatMap(({ name, value }) => {
    const inner = name === 'secrets' || name === 'objects' ? text(value) : null;
    if (!inner) return [];
    const [document] = parseManifest(sourceOfText(value.range.path, inner), (one) => one);
    const listed = document?.root?.kind === 'list' ? document.root : get(document?.root, 'array');
    return items(listed).flatMap((item) => {
      const secret = text(get(item, 'resourceName') ?? get(item, 'objectName') ?? get(item, 'secretPath'));
      const path = text(get(item, 'path') ?? get(item, 'fileName') ?? get(item, 'objectAlias')) ?? secret;
      return path && secret ? [{ path, secret, range: value.range }] : [];
    });
  });
}
