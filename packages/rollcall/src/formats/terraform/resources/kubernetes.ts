import { type Given, givePlain, giveSecret, joinGiven, openList, placesOfValue } from '../../../manifests/given.ts';
import type { DeploymentFact, Workload } from '../../../model/deployment.ts';
import { asWritten, concat, hole, known, literal, type Text } from '../../../model/text.ts';
import { asText } from '../evaluate/value.ts';
import { blocksAt, blocksIn, type Found, filledTextIn, textIn, valueIn } from '../module/blocks.ts';
import { placeOf } from './env-blocks.ts';
import { type FoundStore, findStore, type StoreKind, type Stores } from './kubernetes-stores.ts';
import { readKubernetesMounts } from './kubernetes-volumes.ts';
import { containerName, containersIn, declare, type Resource, type ResourceReader, startOf } from './resource.ts';

interface Kind {
  /** As Kubernetes calls it. */
  readonly kind: string;
  readonly workload: Workload;
  /** The blocks that lead to the one that holds the containers. */
  readonly pod: readonly string[];
}

const TEMPLATE = ['spec', 'template', 'spec'];

/** What the resources of the provider are called after `kubernetes_`, with and without `_v1`. */
const KINDS: readonly (readonly [string, Kind])[] = [
  ['deployment', { kind: 'Deployment', workload: 'service', pod: TEMPLATE }],
  ['stateful_set', { kind: 'StatefulSet', workload: 'service', pod: TEMPLATE }],
  ['daemonset', { kind: 'DaemonSet', workload: 'service', pod: TEMPLATE }],
  ['daemon_set', { kind: 'DaemonSet', workload: 'service', pod: TEMPLATE }],
  ['replication_controller', { kind: 'ReplicationController', workload: 'service', pod: TEMPLATE }],
  ['pod', { kind: 'Pod', workload: 'service', pod: ['spec'] }],
  ['job', { kind: 'Job', workload: 'job', pod: TEMPLATE }],
  ['cron_job', { kind: 'CronJob', workload: 'job', pod: ['spec', 'job_template', ...TEMPLATE] }],
];

/**
 * Readers of the workloads of the provider for Kubernetes, by the resource's type.
 * Source: https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/deployment_v1
 */
export const KUBERNETES_READERS: readonly (readonly [string, ResourceReader])[] = KINDS.flatMap(([type, kind]) => {
  const read: ResourceReader = (resource) => readContainers(resource, kind);
  return [[`kubernetes_${type}`, read] as const, [`kubernetes_${type}_v1`, read] as const];
});

function readContainers(resource: Resource, { kind, workload, pod }: Kind): readonly DeploymentFact[] {
  const { block, scope, stores } = resource;
  const { found, open } = containersIn(resource, pod, ['container', 'init_container']);
  const volumes = blocksAt(block.body, [...pod, 'volume'], scope).found;
  const metadata = blocksIn(block.body, 'metadata', scope).found[0];
  return found.map((container) => ({
    ...declare(resource, {
      workload,
      container: containerName(container, found),
      name: metadata ? textIn(metadata, 'name') : null,
      region: null,
      image: textIn(container, 'image'),
      start: startOf(container, 'command', 'args'),
      given: joinGiven([
        readEnvironment(container, stores()),
        readKubernetesMounts(container, volumes, stores()),
        ...open.map(openList),
      ]),
    }),
    format: 'kubernetes',
    kind,
  }));
}

/** A name of `env` goes before the same name of `env_from`, and of two objects of `env_from` the later one wins. */
function readEnvironment(container: Found, stores: Stores): Given {
  const env = blocksIn(container.body, 'env', container.scope);
  const from = blocksIn(container.body, 'env_from', container.scope);
  const own = joinGiven([...env.found.map((block) => readVariable(block, stores)), ...env.open.map(openList)]);
  const listed = from.found.map((block) => readObject(block, stores));
  const given = [...listed, own];
  const later = given.map((_, i) => surelyGiven(given.slice(i + 1)));
  return joinGiven([
    ...given.map((one, i) => ({ ...one, bindings: one.bindings.filter(({ name }) => !later[i]?.has(name)) })),
    ...from.open.map(openList),
  ]);
}

function surelyGiven(parts: readonly Given[]): ReadonlySet<string> {
  return new Set(parts.flatMap(({ bindings }) => bindings.flatMap((one) => (one.conditional ? [] : [one.name]))));
}

function readVariable(block: Found, stores: Stores): Given {
  const name = textIn(block, 'name') ?? [];
  const place = placeOf(block, name);
  const secret = blocksAt(block.body, ['value_from', 'secret_key_ref'], block.scope).found[0];
  if (secret) {
    const { key, store, conditional } = keyIn(secret, 'Secret', stores);
    const id = concat(filledTextIn(secret, 'name') ?? [], concat(literal('/'), key));
    const related = keysOf(store, key).map(({ range }) => range);
    const more = { ...place, related: [...place.related, ...related], conditional: place.conditional || conditional };
    return withHidden(giveSecret(name, { id, version: null, project: null }, more), keysOf(store, key));
  }
  const map = blocksAt(block.body, ['value_from', 'config_map_key_ref'], block.scope).found[0];
  if (map) {
    const { key, store, conditional } = keyIn(map, 'ConfigMap', stores);
    const [entry] = keysOf(store, key);
    const value = entry ? asText(entry.value) : hole(`${asWritten(key)}`, map.block);
    const related = entry ? [entry.range] : [];
    const more = { ...place, related: [...place.related, ...related], conditional: place.conditional || conditional };
    return givePlain(name, value, more);
  }
  const other = blocksIn(block.body, 'value_from', block.scope).found[0];
  if (other) return givePlain(name, hole('value_from', other.block), place);
  const value = valueIn(block, 'value');
  return givePlain(name, value && asText(value), place);
}

/** The values of keys are covered wherever the keys are shown. */
function withHidden(given: Given, keys: FoundStore['keys']): Given {
  return { ...given, hidden: [...given.hidden, ...keys.flatMap(({ value }) => placesOfValue(asText(value)))] };
}

function keysOf(store: FoundStore | null, key: Text): FoundStore['keys'] {
  const name = known(key);
  return (store?.keys ?? []).filter((one) => known(one.key) === name);
}

/** What may be without a key that is not there is given by it on some runs only. */
function keyIn(reference: Found, kind: StoreKind, stores: Stores) {
  const key = filledTextIn(reference, 'key') ?? [];
  const store = findStore(stores, kind, textIn(reference, 'name'));
  const entry = keysOf(store, key)[0];
  const conditional = reference.conditional || (isOptional(reference) && (!entry || entry.conditional));
  return { key, store, conditional };
}

function isOptional(reference: Found): boolean {
  const value = valueIn(reference, 'optional');
  return value?.kind === 'boolean' && value.value;
}

/** All keys of an object as names. */
function readObject(block: Found, stores: Stores): Given {
  const parts = (['secret_ref', 'config_map_ref'] as const).flatMap((type) =>
    blocksIn(block.body, type, block.scope).found.map((reference) => ({
      kind: type === 'secret_ref' ? ('Secret' as const) : ('ConfigMap' as const),
      reference,
    })),
  );
  const prefix = textIn(block, 'prefix') ?? [];
  return joinGiven(
    parts.map(({ kind, reference }) => {
      const object = filledTextIn(reference, 'name') ?? [];
      const store = findStore(stores, kind, object);
      if (!store) return openList({ written: `env_from ${kind}, whose keys are not known`, range: reference.block });
      const keys = store.keys.map(({ key, value, range, conditional }) => {
        const name = concat(prefix, key);
        const place = { range, related: [reference.block], conditional: conditional || block.conditional };
        const id = concat(object, concat(literal('/'), key));
        return kind === 'Secret'
          ? giveSecret(name, { id, version: null, project: null }, place)
          : givePlain(name, asText(value), place);
      });
      return withHidden(joinGiven([...keys, ...store.open.map(openList)]), store.keys);
    }),
  );
}
