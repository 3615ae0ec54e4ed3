import { asWritten, known, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { folderOf } from './files.ts';
import type { KeySet, StoreKey, StoreKind } from './key-sets.ts';

/** The ConfigMaps and Secrets that a workload may refer to. */
export interface Stores {
  /** Those that are applied together with the workload. */
  readonly own: readonly KeySet[];
  /** Those of the rest of the tree. */
  readonly others: readonly KeySet[];
}

/** What is known of the ConfigMap or Secret of one name. */
export interface FoundStore {
  readonly keys: readonly StoreKey[];
  readonly open: readonly Gap[];
  readonly sets: readonly KeySet[];
  /** It is applied together with the workload, it is the only one, and all of its keys are known. */
  readonly certain: boolean;
}

/**
 * Finds the keys of a ConfigMap or Secret: among what is applied with the workload, else elsewhere in the tree. Where several have the
 * name, what they do not agree on is conditional.
 */
export function findStore(
  stores: Stores,
  kind: StoreKind,
  name: Text,
  namespace: string | null,
  path: string,
): FoundStore | null {
  if (name.length === 0) return null;
  const own = fitting(stores.own, kind, name, namespace);
  // A name that only run time fills is filled alike in what is applied together, and nowhere else.
  const others = known(name) === null ? [] : fitting(stores.others, kind, name, namespace);
  const found = own.length > 0 ? own : nearest(others, path);
  if (found.length === 0) return null;
  const open = found.flatMap((one) => one.open);
  const example = found.some(({ range }) => /(^|[/._-])(example|sample|template|dist)([/._-]|$)/i.test(range.path));
  const [first] = found;
  return {
    keys: joinKeys(found),
    open: example && first ? [...open, exampleGap(first)] : open,
    sets: found,
    certain: own.length === 1 && open.length === 0 && !example,
  };
}

/** What is an example of an object is not the object that is applied. */
function exampleGap({ range }: KeySet): Gap {
  return { reason: 'dynamic-list', text: 'an example of the object', range, names: 'all' };
}

function fitting(sets: readonly KeySet[], kind: StoreKind, name: Text, namespace: string | null): readonly KeySet[] {
  const called = sets.filter(
    (one) => one.kind === kind && [one.name, one.shownName].some((own) => own && isSame(own, name)),
  );
  const here = called.filter((one) => one.namespace === namespace);
  return here.length > 0 ? here : called.filter((one) => one.namespace === null || namespace === null);
}

function isSame(own: Text, name: Text): boolean {
  if (known(name) !== null || known(own) !== null) return known(own) === known(name);
  const isTold = name.some((piece) => piece.kind === 'text' && /\w/.test(piece.text));
  return isTold && asWritten(own) === asWritten(name);
}

/** Those beside the workload, or in the nearest folder above it; else all of them: which of them is meant is not known. */
function nearest(sets: readonly KeySet[], path: string): readonly KeySet[] {
  // One command may make an object in several ways.
  const keyOf = ({ range, keys }: KeySet): string =>
    `${range.path}:${range.start}:${keys.map(({ name }) => name).join(',')}`;
  const distinct = [...new Map(sets.map((one) => [keyOf(one), one])).values()];
  const folder = folderOf(path);
  const above = distinct.filter(({ range }) => isAbove(folderOf(range.path), folder));
  const deepest = Math.max(...above.map(({ range }) => folderOf(range.path).length));
  return above.length > 0 ? above.filter(({ range }) => folderOf(range.path).length === deepest) : distinct;
}

function isAbove(outer: string, inner: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}/`);
}

function joinKeys(sets: readonly KeySet[]): readonly StoreKey[] {
  const names = [...new Set(sets.flatMap(({ keys }) => keys.map(({ name }) => name)))];
  return names.flatMap((name) => {
    const found = sets.flatMap(({ keys }) => keys.find((key) => key.name === name) ?? []);
    const [first] = found;
    if (!first) return [];
    if (sets.length === 1) return [first];
    const conditional = found.length < sets.length || found.some((key) => key.conditional);
    return [{ ...first, conditional, value: agreed(found.map(({ value }) => value)) }];
  });
}

/** The value that all of them have; null where they differ. */
function agreed(values: readonly (Text | null)[]): Text | null {
  const [first] = values;
  const same = first && values.every((one) => one && known(one) !== null && known(one) === known(first));
  return same ? first : null;
}
