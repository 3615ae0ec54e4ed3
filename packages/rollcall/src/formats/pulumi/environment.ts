import { type Given, givePlain, giveSecret, joinGiven, NOTHING, openList, type Place } from '../../manifests/given.ts';
import { entries, items, text, type Value } from '../../manifests/value.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, isKnown, rangeOf, type Text } from '../../model/text.ts';
import { field, openValue } from './fields.ts';

/**
 * A container's variables: `envs` of the provider for Google Cloud, `env` of its native one and of Kubernetes; `envFrom` opens the list.
 * https://www.pulumi.com/registry/packages/gcp/api-docs/cloudrunv2/service/#servicetemplatecontainerenv
 */
export function readEnvironment(container: Value | null): Given {
  const from = field(container, 'envFrom') ?? field(container, 'envFroms');
  const listed = ['envs', 'env'].flatMap((name) => field(container, name) ?? []);
  return joinGiven([
    ...listed.map((list) =>
      list.kind === 'list'
        ? joinGiven(list.items.map((item) => readVariable(item, list.conditional === true)))
        : openValue(list),
    ),
    from ? openValue(from) : NOTHING,
  ]);
}

function readVariable(item: Value, inMaybe: boolean): Given {
  const name = text(field(item, 'name'));
  if (item.kind !== 'map' || !name) return openValue(item);
  const place = placeOf(name, item.range, inMaybe || item.conditional === true);
  const from = field(item, 'valueSource') ?? field(item, 'valueFrom');
  const reference = field(from, 'secretKeyRef');
  if (reference) return giveSecret(name, secretOf(reference), place);
  return givePlain(name, from ? null : text(field(item, 'value')), place);
}

/** A binding stands where its name is written. */
function placeOf(name: Text, around: Range, conditional: boolean): Place {
  return { range: (isKnown(name) ? rangeOf(name) : null) ?? around, related: [], conditional };
}

/** Version 2 of Cloud Run has `secret` and `version`; version 1 and Kubernetes `name` and `key`, which is a version only in the former. */
function secretOf(reference: Value): {
  readonly id: Text | null;
  readonly version: Text | null;
  readonly project: null;
} {
  const secret = text(field(reference, 'secret'));
  if (secret) return { id: secret, version: text(field(reference, 'version')), project: null };
  const key = text(field(reference, 'key'));
  const name = text(field(reference, 'name'));
  const isVersion = key !== null && isKnown(key) && /^(latest|\d+)$/.test(asWritten(key));
  if (isVersion || !name || !key) return { id: name, version: key, project: null };
  return {
    id: [...name, { kind: 'text', text: '/', range: null, exact: false }, ...key],
    version: null,
    project: null,
  };
}

/** A map of names to values. */
export function readVariables(map: Value | null): Given {
  if (!map) return NOTHING;
  if (map.kind !== 'map') return openValue(map);
  const given = entries(map).map(({ key, keyRange, value, conditional }) =>
    givePlain(key, text(value), placeOf(key, keyRange, conditional === true)),
  );
  return joinGiven([...given, ...(map.open ? [openList({ written: '', range: map.range })] : [])]);
}

/** https://www.pulumi.com/registry/packages/gcp/api-docs/cloudfunctionsv2/function/#functionserviceconfigsecretenvironmentvariable */
export function readSecretVariables(list: Value | null): Given {
  if (!list) return NOTHING;
  if (list.kind !== 'list') return openValue(list);
  return joinGiven(
    list.items.map((item) => {
      const name = text(field(item, 'key'));
      if (!name) return openValue(item);
      const secret = {
        id: text(field(item, 'secret')),
        version: text(field(item, 'version')),
        project: text(field(item, 'projectId')),
      };
      return giveSecret(name, secret, placeOf(name, item.range, item.conditional === true));
    }),
  );
}

/** The files of the secret volumes that a container mounts: one for each item, or one of the secret's own name. */
export function readMounts(container: Value | null, volumes: Value | null): Given {
  return joinGiven(
    items(field(container, 'volumeMounts')).map((mount) => {
      const name = asWritten(text(field(mount, 'name')) ?? []);
      const folder = text(field(mount, 'mountPath'));
      const volume = items(volumes).find((one) => asWritten(text(field(one, 'name')) ?? []) === name);
      const secret = field(volume ?? null, 'secret');
      if (!folder || !secret) return NOTHING;
      const id = text(field(secret, 'secret')) ?? text(field(secret, 'secretName'));
      const files = items(field(secret, 'items')).map((item) => ({
        path: text(field(item, 'path')) ?? [],
        version: text(field(item, 'version')) ?? text(field(item, 'key')),
        item,
      }));
      const own = files.length > 0 ? files : [{ path: id ?? [], version: null, item: mount }];
      return joinGiven(
        own.map(({ path, version, item }) =>
          giveSecret(
            [...folder, { kind: 'text', text: '/', range: null, exact: false }, ...path],
            { id, version, project: null },
            {
              range: rangeOf(path) ?? rangeOf(folder) ?? item.range,
              related: [],
              conditional: mount.conditional === true || item.conditional === true,
            },
            'file',
          ),
        ),
      );
    }),
  );
}
