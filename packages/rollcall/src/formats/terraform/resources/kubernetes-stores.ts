import { asWritten, hole, known, type Text } from '../../../model/text.ts';
import type { Entry, Open } from '../evaluate/value.ts';
import type { Block } from '../hcl/syntax.ts';
import { blocksIn, textIn, valueIn } from '../module/blocks.ts';
import { attributeIn } from '../module/definitions.ts';
import { instancesOf } from '../module/instances.ts';
import type { Module } from '../module/module.ts';

export type StoreKind = 'Secret' | 'ConfigMap';

/** A ConfigMap or Secret that a module makes. */
interface Store {
  readonly kind: StoreKind;
  readonly name: Text;
  readonly keys: readonly Entry[];
  readonly open: readonly Open[];
}

export type Stores = readonly Store[];
export type FoundStore = Pick<Store, 'keys' | 'open'>;

/** Attributes that hold the keys. https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/secret_v1 */
const DATA = ['data', 'binary_data', 'data_wo', 'binary_data_wo'];

/** The ConfigMaps and Secrets that a module and those that it calls make. */
export function storesOf(module: Module): Stores {
  const own = [...module.definitions.resources.values()].flatMap((block) => {
    const kind = block.type === 'resource' ? kindOf(block.labels[0] ?? '') : null;
    return kind ? readStores(block, kind, module) : [];
  });
  const calls = [...module.definitions.modules.keys()].flatMap((name) => module.calls(name));
  return [...own, ...calls.flatMap((call) => storesOf(call.module))];
}

function kindOf(type: string): StoreKind | null {
  if (/^kubernetes_secret(_v1)?$/.test(type)) return 'Secret';
  return /^kubernetes_config_map(_v1)?$/.test(type) ? 'ConfigMap' : null;
}

function readStores(block: Block, kind: StoreKind, module: Module): readonly Store[] {
  return instancesOf(block, module.scope).flatMap(({ scope }): Store[] => {
    const metadata = blocksIn(block.body, 'metadata', scope).found[0];
    const name = metadata ? textIn(metadata, 'name') : null;
    if (!name) return [];
    const keys: Entry[] = [];
    const open: Open[] = [];
    for (const one of DATA) {
      const value = valueIn({ body: block.body, scope }, one);
      if (!value || value.kind === 'null') continue;
      const range = attributeIn(block.body, one)?.value.range ?? block.range;
      if (value.kind === 'object') keys.push(...value.entries);
      const rest = value.kind === 'object' ? value.open : { written: value.kind === 'unknown' ? value.written : '…' };
      if (rest) open.push({ written: rest.written, range });
    }
    return [{ kind, name, keys, open }];
  });
}

/** The keys of the object of a name: where several have it, what not all of them hold is there on some runs only. Null: none has it. */
export function findStore(stores: Stores, kind: StoreKind, name: Text | null): FoundStore | null {
  const found = name && name.length > 0 ? stores.filter((one) => one.kind === kind && isCalled(one, name)) : [];
  const [first, ...others] = found;
  if (!first) return null;
  if (others.length === 0) return first;
  const keys = new Map(found.flatMap((one) => one.keys.map((entry) => [asWritten(entry.key), entry])));
  const isIn = (store: Store, key: string): boolean =>
    store.keys.some((entry) => !entry.conditional && asWritten(entry.key) === key);
  return {
    keys: [...keys].map(([key, entry]) => ({
      ...entry,
      value: { kind: 'text', text: hole(key, entry.range), assumed: false },
      conditional: !found.every((one) => isIn(one, key)),
    })),
    open: found.flatMap((one) => one.open),
  };
}

/** Names that only run time fills are the same where the same fills them. */
function isCalled(store: Store, name: Text): boolean {
  return asWritten(store.name) === asWritten(name) && (known(store.name) === null) === (known(name) === null);
}
