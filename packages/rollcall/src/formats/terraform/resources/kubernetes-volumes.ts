import { type Given, givePlain, giveSecret, joinGiven, NOTHING } from '../../../manifests/given.ts';
import { asWritten, concat, hole, isKnown, known, literal, type Text } from '../../../model/text.ts';
import { blocksAt, blocksIn, type Found, filledTextIn, textIn } from '../module/blocks.ts';
import { placeOf } from './env-blocks.ts';
import { findStore, type StoreKind, type Stores } from './kubernetes-stores.ts';

/** An object whose keys a volume holds as files. */
interface Source {
  readonly kind: StoreKind;
  readonly block: Found;
  readonly object: Text;
}

/**
 * The files of the Secrets and ConfigMaps that a container mounts.
 * Source: https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/deployment_v1#volume_mount-1
 */
export function readKubernetesMounts(container: Found, volumes: readonly Found[], stores: Stores): Given {
  return joinGiven(
    blocksIn(container.body, 'volume_mount', container.scope).found.map((mount) => readMount(mount, volumes, stores)),
  );
}

function readMount(mount: Found, volumes: readonly Found[], stores: Stores): Given {
  const name = nameOf(mount);
  const folder = textIn(mount, 'mount_path');
  const volume = name === null ? undefined : volumes.find((one) => nameOf(one) === name);
  if (!volume || !folder || !isKnown(folder)) return NOTHING;
  const base = asWritten(folder).replace(/\/$/, '');
  const only = textIn(mount, 'sub_path');
  const chosen = only && known(only);
  return joinGiven(
    sourcesOf(volume).flatMap((source) =>
      filesOf(source, stores).flatMap(({ key, path, block, conditional }): Given[] => {
        const inner = path && known(path);
        if (chosen && inner && inner !== chosen) return [];
        const full = chosen || path === null ? literal(base) : concat(literal(`${base}/`), path);
        const place = placeOf(block, full);
        const doubtful = place.conditional || conditional || mount.conditional || volume.conditional;
        return [giveKey(source, key, full, { ...place, conditional: doubtful })];
      }),
    ),
  );
}

function giveKey(source: Source, key: Text | null, name: Text, place: ReturnType<typeof placeOf>): Given {
  if (source.kind === 'ConfigMap') return givePlain(name, hole('config_map', source.block.block), place, 'file');
  const id = key ? concat(source.object, concat(literal('/'), key)) : source.object;
  return giveSecret(name, { id, version: null, project: null }, place, 'file');
}

function nameOf(block: Found): string | null {
  const name = textIn(block, 'name');
  return name && (known(name) ?? asWritten(name));
}

function sourcesOf(volume: Found): readonly Source[] {
  const projected = blocksAt(volume.body, ['projected', 'sources'], volume.scope).found;
  return [
    ...sourcesIn(volume, 'secret', 'secret_name', 'Secret'),
    ...sourcesIn(volume, 'config_map', 'name', 'ConfigMap'),
    ...projected.flatMap((one) => [
      ...sourcesIn(one, 'secret', 'name', 'Secret'),
      ...sourcesIn(one, 'config_map', 'name', 'ConfigMap'),
    ]),
  ];
}

function sourcesIn(outer: Found, type: string, attribute: string, kind: StoreKind): readonly Source[] {
  return blocksIn(outer.body, type, outer.scope).found.map((block) => ({
    kind,
    block,
    object: filledTextIn(block, attribute) ?? [],
  }));
}

/** One for each item, else one for each key; where the keys are not known, one stands for all. */
function filesOf({ kind, block, object }: Source, stores: Stores) {
  const items = blocksIn(block.body, 'items', block.scope).found;
  if (items.length > 0)
    return items.map((item) => {
      const key = textIn(item, 'key');
      return { key, path: textIn(item, 'path') ?? key, block: item, conditional: item.conditional };
    });
  const store = findStore(stores, kind, object);
  if (!store || store.keys.length === 0) return [{ key: null, path: null, block, conditional: false }];
  return store.keys.map(({ key, conditional }) => ({ key, path: key, block, conditional }));
}
