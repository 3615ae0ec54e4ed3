import { type Given, giveSecret, joinGiven, NOTHING, openList } from '../../../manifests/given.ts';
import { asWritten, isKnown, known, rangeOf, type Text } from '../../../model/text.ts';
import { blocksAt, blocksIn, type Found, filledTextIn, textIn } from '../module/blocks.ts';
import { placeOf } from './env-blocks.ts';

/** How a resource's volumes call the parts of a secret that is mounted. */
export interface VolumeWords {
  /** The attribute of the `secret` block that names it. */
  readonly secret: string;
  /** The attribute of an item that says its version. */
  readonly version: string;
}

/**
 * The files of the secret volumes that a container mounts: one for each item, or one of the secret's own name.
 * Source: https://cloud.google.com/run/docs/reference/rest/v2/Volume#SecretVolumeSource
 */
export function readMounts(container: Found, volumes: readonly Found[], words: VolumeWords): Given {
  const { found, open } = blocksIn(container.body, 'volume_mounts', container.scope);
  const mounts = found.map((mount) => readMount(mount, volumes, words));
  // What a list of mounts may add are files, and no variables.
  return joinGiven([...mounts, ...open.map((one) => withoutNames(openList(one)))]);
}

function withoutNames(given: Given): Given {
  return { ...given, gaps: given.gaps.map((gap) => ({ ...gap, names: [] })) };
}

function readMount(mount: Found, volumes: readonly Found[], words: VolumeWords): Given {
  const name = nameOf(mount);
  const folder = textIn(mount, 'mount_path');
  const volume = name === null ? undefined : volumes.find((one) => nameOf(one) === name);
  if (!volume || !folder || !isKnown(folder)) return NOTHING;
  const secrets = blocksIn(volume.body, 'secret', volume.scope).found;
  const conditional = mount.conditional || volume.conditional;
  return joinGiven(secrets.flatMap((secret) => filesOf(secret, folder, conditional, words)));
}

function nameOf(block: Found): string | null {
  const name = textIn(block, 'name');
  return name && (known(name) ?? asWritten(name));
}

function filesOf(secret: Found, folder: Text, conditional: boolean, words: VolumeWords): Given[] {
  const id = filledTextIn(secret, words.secret);
  const items = blocksAt(secret.body, ['items'], secret.scope).found;
  if (items.length === 0) return [giveFile(secret, folder, shortName(id ?? []), { id, version: null }, conditional)];
  return items.map((item) =>
    giveFile(item, folder, textIn(item, 'path') ?? [], { id, version: textIn(item, words.version) }, conditional),
  );
}

/** A secret that is named by its path has its id at the end. */
function shortName(id: Text): Text {
  const name = known(id);
  return name === null
    ? id
    : [{ kind: 'text', text: name.slice(name.lastIndexOf('/') + 1), range: rangeOf(id), exact: false }];
}

export function giveFile(
  block: Found,
  folder: Text,
  path: Text,
  secret: { readonly id: Text | null; readonly version: Text | null; readonly project?: Text | null },
  conditional: boolean,
): Given {
  const base = asWritten(folder).replace(/\/$/, '');
  const name: Text = [{ kind: 'text', text: `${base}/`, range: null, exact: false }, ...path];
  const place = placeOf(block, path);
  const related = rangeOf(folder);
  return giveSecret(
    name,
    { project: null, ...secret },
    {
      ...place,
      related: [...place.related, ...(related ? [related] : [])],
      conditional: conditional || place.conditional,
    },
    'file',
  );
}
