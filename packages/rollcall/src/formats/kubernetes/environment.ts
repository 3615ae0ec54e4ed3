import { entry, get, isTrue, items, text, type Value } from '../../manifests/value.ts';
import type { BindingFact, MalformedItem } from '../../model/deployment.ts';
import { asShown, literalPlaces } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, concat, hole, isKnown, known, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import {
  bind,
  type ContainerContext,
  type Given,
  give,
  joinGiven,
  NOTHING,
  openList,
  secretGaps,
  secretSource,
} from './given.ts';
import type { StoreKind } from './key-sets.ts';
import { findStore } from './stores.ts';

/**
 * Reads `env` and `envFrom` of a container. A name of `env` goes before the same name of `envFrom`, and of two objects of `envFrom` the
 * later one wins.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
 */
export function readEnvironment(container: Value, context: ContainerContext): Given {
  const listed = readEnv(
    entry(container, 'env')?.value ?? null,
    entry(container, 'env')?.conditional === true,
    context,
  );
  const from = entry(container, 'envFrom');
  const sources = from ? readEnvFrom(from.value, from.conditional === true, context) : NOTHING;
  const own = lastOfKind(listed.bindings);
  const named = new Set(own.flatMap(({ name, conditional }) => (conditional ? [] : [name])));
  const rest = lastOnly(sources.bindings).filter(({ name }) => !named.has(name));
  return joinGiven([give({ ...sources, bindings: rest }), give({ ...listed, bindings: own })]);
}

/** Of a name that is given as a plain value and as a secret the last one holds. */
function lastOfKind(bindings: readonly BindingFact[]): readonly BindingFact[] {
  return bindings.filter(({ name, source }, i) => {
    const later = bindings.slice(i + 1).filter((other) => other.name === name && !other.conditional);
    return !later.some((other) => other.source.kind !== source.kind);
  });
}

function lastOnly(bindings: readonly BindingFact[]): readonly BindingFact[] {
  const last = new Map<string, number>();
  for (const [i, { name, conditional }] of bindings.entries()) if (!conditional) last.set(name, i);
  return bindings.filter(({ name }, i) => i >= (last.get(name) ?? 0));
}

function readEnv(env: Value | null, conditional: boolean, context: ContainerContext): Given {
  if (!env || (env.kind === 'scalar' && env.isNull)) return NOTHING;
  if (env.kind !== 'list') return openList(text(env), env.range);
  return joinGiven(
    env.items.map((item) =>
      readVariable(item, conditional || env.conditional === true || item.conditional === true, context),
    ),
  );
}

function readVariable(item: Value, conditional: boolean, context: ContainerContext): Given {
  const name = text(get(item, 'name'));
  if (item.kind !== 'map' || !name) return openList(text(item), item.range);
  const from = entry(item, 'valueFrom');
  const value = entry(item, 'value');
  if (!isKnown(name)) {
    const gap: Gap = { reason: 'dynamic-name', text: asShown(name), range: item.range, names: 'all' };
    return give({ gaps: [gap], hidden: value ? [value.value.range] : [] });
  }
  const variable: Variable = { name: asWritten(name), item, conditional, context };
  if (from && get(item, 'valueFrom')) return readReference(variable, from.value);
  const plain = value ? (text(value.value) ?? []) : [];
  const places = placesOf(item, value?.value.range);
  return give({
    bindings: [bind(variable.name, 'env', { kind: 'value' }, 'manifest', places, { conditional, value: plain })],
    hidden: literalPlaces(plain),
  });
}

/** The item's name and value; a name that a template takes from a file of values stands there. */
function placesOf(item: Value, value: Range | undefined): readonly (Range | undefined)[] {
  const key = entry(item, 'name')?.keyRange;
  const name = get(item, 'name')?.range;
  if (!key || !name || key.path === name.path) return [key, name, value];
  const follows = value && value.path === name.path && value.start >= name.end && value.start - name.end <= 8;
  return follows ? [name, value] : [name];
}

interface Variable {
  readonly name: string;
  readonly item: Value;
  readonly conditional: boolean;
  readonly context: ContainerContext;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables (`valueFrom`) */
function readReference(variable: Variable, from: Value): Given {
  const { name, item, conditional } = variable;
  const secret = get(from, 'secretKeyRef');
  const map = get(from, 'configMapKeyRef');
  const places = placesOf(item, from.range);
  if (secret) return readKeyReference(variable, secret, 'Secret', places);
  if (map) return readKeyReference(variable, map, 'ConfigMap', places);
  const known = get(from, 'fieldRef') ?? get(from, 'resourceFieldRef') ?? get(from, 'fileKeyRef');
  if (!known && text(from)) return openList(text(from), from.range);
  const value = hole('valueFrom', from.range);
  return give({ bindings: [bind(name, 'env', { kind: 'value' }, 'manifest', places, { conditional, value })] });
}

function readKeyReference(
  variable: Variable,
  reference: Value,
  kind: StoreKind,
  places: readonly (Range | null | undefined)[],
): Given {
  const { name, item, context } = variable;
  const object = text(get(reference, 'name')) ?? [];
  const key = text(get(reference, 'key'));
  const keyName = key && known(key);
  const store = findStore(context.stores, kind, object, context.namespace, item.range.path);
  const found = store?.keys.find((one) => one.name === keyName) ?? null;
  const optional = isTrue(get(reference, 'optional'));
  const conditional = variable.conditional || (optional && (!found || found.conditional));
  const related = [found?.range, found?.remote].filter((range) => range !== undefined);
  const dangling = store?.certain && !found && !optional && keyName !== null;
  const malformed: MalformedItem[] = dangling
    ? [danglingItem(name, `${kind} ${asShown(object)} has no key ${keyName}`, reference.range)]
    : [];
  const hidden = store ? store.sets.flatMap((one) => one.hidden) : [];
  if (kind === 'Secret')
    return give({
      bindings: [bind(name, 'env', secretSource(object, key), 'manifest', places, { conditional, related })],
      gaps: [...secretGaps(object, key, name), ...malformed.map(malformedGap)],
      malformed,
      hidden,
    });
  const value = found?.value ?? hole(`${asShown(object)}/${asShown(key ?? [])}`, reference.range);
  const binding = bind(name, 'env', { kind: 'value' }, 'manifest', places, { conditional, value, related });
  return give({ bindings: [binding], gaps: malformed.map(malformedGap), malformed, hidden });
}

/** https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/: the container waits in `CreateContainerConfigError`. */
function danglingItem(name: string, reason: string, range: Range): MalformedItem {
  return { flag: 'env', reason, refused: true, name, range };
}

function malformedGap({ flag, reason, range, name }: MalformedItem): Gap {
  return { reason: 'malformed-flag', text: `${flag}: ${reason}`, range, names: name === null ? 'all' : [name] };
}

function readEnvFrom(list: Value, conditional: boolean, context: ContainerContext): Given {
  if (list.kind === 'scalar') return list.isNull ? NOTHING : openList(list.text, list.range);
  return joinGiven(
    items(list).map((item) => {
      const secret = get(item, 'secretRef');
      const reference = secret ?? get(item, 'configMapRef');
      if (!reference) return openList(text(item), item.range);
      const doubtful = conditional || item.conditional === true || list.conditional === true;
      return readObject(item, reference, secret ? 'Secret' : 'ConfigMap', doubtful, context);
    }),
  );
}

/** All keys of an object as names. https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/ (`envFrom`) */
function readObject(
  item: Value,
  reference: Value,
  kind: StoreKind,
  conditional: boolean,
  context: ContainerContext,
): Given {
  const object = text(get(reference, 'name')) ?? [];
  const store = findStore(context.stores, kind, object, context.namespace, item.range.path);
  if (!store) return give({ gaps: [unknownObject(kind, object, reference.range)] });
  const prefix = text(get(item, 'prefix')) ?? [];
  const given = store.keys.flatMap((key): Given[] => {
    const full = concat(prefix, [{ kind: 'text', text: key.name, range: key.range, exact: true }]);
    if (!isKnown(full)) return [openList(full, item.range)];
    const source =
      kind === 'Secret'
        ? secretSource(object, [{ kind: 'text', text: key.name, range: null, exact: false }])
        : ({ kind: 'value' } as const);
    const related = [reference.range, key.remote].filter((range) => range !== undefined);
    const value = kind === 'Secret' ? null : (key.value ?? hole(key.name, key.range));
    const more = { conditional: conditional || key.conditional, value, related };
    return [give({ bindings: [bind(asWritten(full), 'env', source, 'envFrom', [key.range], more)] })];
  });
  const hidden = store.sets.flatMap((one) => one.hidden);
  return joinGiven([...given, give({ gaps: store.open.map((gap) => inObject(gap, kind, object)), hidden })]);
}

function unknownObject(kind: StoreKind, object: Text, range: Range): Gap {
  const text = `envFrom ${kind} ${asShown(object)}, whose keys are not in the tree`;
  return { reason: 'dynamic-list', text, range, names: 'all' };
}

function inObject(gap: Gap, kind: StoreKind, object: Text): Gap {
  return { ...gap, text: `envFrom ${kind} ${asShown(object)}: ${gap.text}` };
}
