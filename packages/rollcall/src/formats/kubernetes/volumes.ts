import { at, get, isTrue, items, string, text, type Value } from '../../manifests/value.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, known, type Text } from '../../model/text.ts';
import {
  bind,
  type ContainerContext,
  type Given,
  give,
  joinGiven,
  NOTHING,
  secretGaps,
  secretSource,
} from './given.ts';
import type { StoreKind } from './key-sets.ts';
import { findStore } from './stores.ts';

/** A file that a volume holds. */
interface VolumeFile {
  readonly kind: StoreKind;
  readonly object: Text;
  readonly key: Text | null;
  /** Inside of the volume; null: the whole of it. */
  readonly path: Text | null;
  readonly range: Range;
  readonly conditional: boolean;
  readonly related: readonly Range[];
}

/** Files of `secret`, `configMap`, `projected` and CSI volumes. https://kubernetes.io/docs/concepts/storage/volumes/ */
export function readMounts(container: Value, context: ContainerContext): Given {
  return joinGiven(items(get(container, 'volumeMounts')).map((mount) => readMount(mount, context)));
}

function readMount(mount: Value, context: ContainerContext): Given {
  const name = string(get(mount, 'name'));
  const folder = text(get(mount, 'mountPath'));
  const volume = items(context.volumes).find((one) => name !== null && string(get(one, 'name')) === name);
  if (!volume || !folder) return NOTHING;
  const files = filesOf(volume, context);
  const only = string(get(mount, 'subPath'));
  const base = asWritten(folder).replace(/\/$/, '');
  const conditional = mount.conditional === true || volume.conditional === true;
  const mounted = at(mount, 'mountPath')?.range;
  return joinGiven(
    files.flatMap((file): Given[] => {
      const inner = file.path ? asWritten(file.path) : null;
      if (only !== null && inner !== null && inner !== only) return [];
      const path = only !== null || inner === null ? base : `${base}/${inner}`;
      return [bindFile(file, path, conditional, mounted)];
    }),
  );
}

function bindFile(file: VolumeFile, name: string, conditional: boolean, mounted: Range | undefined): Given {
  const source = file.kind === 'Secret' ? secretSource(file.object, file.key) : ({ kind: 'value' } as const);
  const related = [mounted, ...file.related].filter((range) => range !== undefined);
  return give({
    bindings: [
      bind(name, 'file', source, 'volume', [file.range], { conditional: conditional || file.conditional, related }),
    ],
    gaps: file.kind === 'Secret' ? secretGaps(file.object, file.key, name) : [],
  });
}

function filesOf(volume: Value, context: ContainerContext): readonly VolumeFile[] {
  const secret = get(volume, 'secret');
  const map = get(volume, 'configMap');
  const projected = items(at(volume, 'projected', 'sources'));
  return [
    ...(secret ? filesOfObject(secret, 'Secret', text(get(secret, 'secretName')), context) : []),
    ...(map ? filesOfObject(map, 'ConfigMap', text(get(map, 'name')), context) : []),
    ...projected.flatMap((source) => {
      const [own, other] = [get(source, 'secret'), get(source, 'configMap')];
      return [
        ...(own ? filesOfObject(own, 'Secret', text(get(own, 'name')), context) : []),
        ...(other ? filesOfObject(other, 'ConfigMap', text(get(other, 'name')), context) : []),
      ];
    }),
    ...filesOfDriver(get(volume, 'csi'), context),
  ];
}

function filesOfObject(
  source: Value,
  kind: StoreKind,
  name: Text | null,
  context: ContainerContext,
): readonly VolumeFile[] {
  const object = name ?? [];
  const optional = isTrue(get(source, 'optional'));
  const chosen = items(get(source, 'items'));
  if (chosen.length > 0)
    return chosen.flatMap((item): VolumeFile[] => {
      const key = text(get(item, 'key'));
      const path = text(get(item, 'path')) ?? key;
      return [
        { kind, object, key, path, range: item.range, conditional: optional || item.conditional === true, related: [] },
      ];
    });
  const store = findStore(context.stores, kind, object, context.namespace, source.range.path);
  if (!store || store.keys.length === 0)
    return [{ kind, object, key: null, path: null, range: source.range, conditional: optional, related: [] }];
  return store.keys.map((key) => {
    const own: Text = [{ kind: 'text', text: key.name, range: key.range, exact: false }];
    const related = [key.range, ...(key.remote ? [key.remote] : [])];
    return {
      kind,
      object,
      key: own,
      path: own,
      range: source.range,
      conditional: optional || key.conditional,
      related,
    };
  });
}

/** https://secrets-store-csi-driver.sigs.k8s.io/getting-started/usage: one file for each object of the class. */
function filesOfDriver(csi: Value | null, context: ContainerContext): readonly VolumeFile[] {
  const provider = text(at(csi, 'volumeAttributes', 'secretProviderClass'));
  const name = provider && known(provider);
  if (!csi || !provider) return [];
  const files = name === null ? null : context.mounted(name);
  if (!files || files.length === 0)
    return [
      { kind: 'Secret', object: provider, key: null, path: null, range: csi.range, conditional: false, related: [] },
    ];
  return files.map(({ path, secret, range }) => ({
    kind: 'Secret',
    object: secret,
    key: null,
    path,
    range: csi.range,
    conditional: false,
    related: [range],
  }));
}
