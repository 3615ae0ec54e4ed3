import { type Entry, get, type ListValue, type MapValue, string, type Value, written } from '../../manifests/value.ts';

/** How deep two trees are merged. */
const DEEPEST = 60;

/** Fields by which the items of a list are the same. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
const MERGE_KEYS: ReadonlyMap<string, string> = new Map([
  ['containers', 'name'],
  ['initContainers', 'name'],
  ['ephemeralContainers', 'name'],
  ['env', 'name'],
  ['volumes', 'name'],
  ['volumeMounts', 'mountPath'],
  ['ports', 'containerPort'],
]);

/**
 * A strategic merge: maps key by key, lists item by item where their items have a key, else the patch's list; null and `$patch: delete`
 * take away.
 * Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 * @param byName false for kinds of other makers, whose lists are replaced whole
 */
export function mergeStrategic(target: Value, patch: Value, byName: boolean, field = '', depth = 0): Value {
  if (depth > DEEPEST || patch.kind === 'scalar' || target.kind !== patch.kind) return patch;
  if (patch.kind === 'map' && target.kind === 'map') return mergeMaps(target, patch, byName, field, depth);
  if (patch.kind === 'list' && target.kind === 'list') return mergeLists(target, patch, byName, field, depth);
  return patch;
}

function mergeMaps(target: MapValue, patch: MapValue, byName: boolean, field: string, depth: number): Value {
  const directive = string(get(patch, '$patch'));
  const own = patch.entries.filter(({ name }) => !name.startsWith('$'));
  if (directive === 'replace') return { ...patch, entries: own };
  if (directive === 'delete') return { ...target, entries: [] };
  const merged = new Map<string, Entry>(target.entries.map((one) => [one.name, one]));
  for (const one of own) {
    if (one.value.kind === 'scalar' && one.value.isNull) {
      merged.delete(one.name);
      continue;
    }
    const before = merged.get(one.name);
    const value = before
      ? mergeStrategic(before.value, one.value, byName, one.name, depth + 1)
      : withoutDirectives(one.value);
    merged.set(one.name, { ...(value.kind === 'scalar' || !before ? one : before), value });
  }
  // A variable has one source: what the patch states takes the place of what was there.
  if (field === 'env' && own.some(({ name }) => name === 'value')) merged.delete('valueFrom');
  if (field === 'env' && own.some(({ name, value }) => name === 'valueFrom' && value.kind === 'map')) {
    merged.delete('value');
    const from = own.find(({ name }) => name === 'valueFrom');
    if (from) merged.set('valueFrom', from);
  }
  return {
    ...target,
    entries: [...merged.values()],
    ...(patch.open ? { open: [...(target.open ?? []), ...patch.open] } : {}),
  };
}

function mergeLists(target: ListValue, patch: ListValue, byName: boolean, field: string, depth: number): Value {
  const key = byName ? MERGE_KEYS.get(field) : undefined;
  if (patch.items.some((item) => string(get(item, '$patch')) === 'replace'))
    return { ...patch, items: patch.items.filter((item) => get(item, '$patch') === null) };
  if (key === undefined) return patch;
  const merged = new Map<string, Value>(target.items.map((item, i) => [written(get(item, key)) ?? `\0${i}`, item]));
  for (const [i, item] of patch.items.entries()) {
    const name = written(get(item, key)) ?? `\0patch ${i}`;
    const before = merged.get(name);
    if (string(get(item, '$patch')) === 'delete') merged.delete(name);
    else merged.set(name, before ? mergeStrategic(before, item, byName, field, depth + 1) : withoutDirectives(item));
  }
  return { ...target, items: [...merged.values()] };
}

function withoutDirectives(value: Value): Value {
  return value.kind === 'map' && value.entries.some(({ name }) => name === '$patch')
    ? { ...value, entries: value.entries.filter(({ name }) => name !== '$patch') }
    : value;
}
