import type { BindingFact, MalformedItem, Source } from '../../model/deployment.ts';
import { asShown } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, rangeOf, rangesOf, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { isPartlyConditional } from './flag-value.ts';
import { appliedName, isPlausibleName, type ListedItem, malform } from './list-flags.ts';
import { checkDirectories, isMountPath } from './mount-path.ts';
import { placeOf, within } from './place.ts';
import { readSecretReference, type SecretReference } from './secret-reference.ts';

interface Applied {
  readonly bindings: readonly BindingFact[];
  readonly gaps: readonly Gap[];
  readonly malformed: readonly MalformedItem[];
  readonly hidden: readonly Range[];
}

/** Turns the items of one kind into bindings, in the order in which gcloud applies them: removals first. */
export function applyItems(items: readonly ListedItem[], command: Range): Applied {
  const removals = items.filter((item) => item.flag.verb === 'remove').map((item) => ({ item, earlier: [] }));
  const givings = keepLast(items.filter((item) => item.flag.verb !== 'remove'));
  const applied = [...removals, ...givings].map(({ item, earlier }) => applyItem(item, earlier, command));
  const mounted = givings.map(({ item }) => item).filter((item) => item.flag.kind === 'secret');
  return {
    bindings: applied.flatMap((one) => one.bindings),
    gaps: applied.flatMap((one) => one.gaps),
    malformed: [...applied.flatMap((one) => one.malformed), ...checkDirectories(mounted, command)],
    hidden: applied.flatMap((one) => one.hidden),
  };
}

interface Kept {
  readonly item: ListedItem;
  /** Items of the same name that it replaces. */
  readonly earlier: readonly ListedItem[];
}

/**
 * Of items with one name the last holds; one that stands on some runs only replaces nothing. gcloud compares keys as written first, where
 * the later value takes the earlier place, and trimmed then.
 */
function keepLast(items: readonly ListedItem[]): Kept[] {
  const asGiven = items.map((item) => ({ item, earlier: [] }));
  return keepLastBy(
    keepLastBy(asGiven, (item) => asWritten(item.key)),
    appliedName,
  );
}

function keepLastBy(items: readonly Kept[], nameOf: (item: ListedItem) => string): Kept[] {
  const byName = new Map<string, Kept[]>();
  for (const one of items) {
    const name = nameOf(one.item);
    const same = byName.get(name);
    if (same) same.push(one);
    else byName.set(name, [one]);
  }
  return [...byName.values()].flatMap(replaceEarlier);
}

/** Of one name: the last that stands on every run replaces those before it. */
function replaceEarlier(same: readonly Kept[]): Kept[] {
  const last = same.findLastIndex(({ item }) => !item.conditional);
  const lasting = same[last];
  if (!lasting) return [...same];
  const earlier = same.slice(0, last).flatMap((one) => [...one.earlier, one.item]);
  return [{ item: lasting.item, earlier: [...earlier, ...lasting.earlier] }, ...same.slice(last + 1)];
}

function applyItem(item: ListedItem, earlier: readonly ListedItem[], command: Range): Applied {
  const name = appliedName(item);
  const range = placeOf(item.whole, item.key, rangeOf(item.use.written) ?? command);
  if (!isPlausibleName(name, item.flag.kind)) return refuseName(item, range);
  if (givesSecret(item)) return applySecret(item, name, earlier, range, command);
  const source: Source = item.flag.kind === 'value' ? { kind: 'value' } : noSecret;
  const value = item.flag.kind === 'value' && !wavers(item) ? item.value : null;
  const twice = noteTwice(item, name, earlier, range);
  return {
    bindings: [bind(item, name, source, value, range, related(earlier, null, range, command))],
    gaps: [],
    malformed: twice,
    hidden: [...earlier, ...(wavers(item) ? [item] : [])].flatMap((one) => rangesOf(one.value ?? [])),
  };
}

/** A key that can be no name is not shown; gcloud looks at the secret all the same. */
function refuseName(item: ListedItem, range: Range): Applied {
  const reason = 'What stands before `=` is no name that a variable has; a value with the delimiter in it?';
  const fault = givesSecret(item) ? readSecretReference(item.value ?? [], item.dialect).broken : null;
  const faults = fault?.refused ? [malform(item.use, fault.reason('this item'), true, null, range)] : [];
  const malformed = [malform(item.use, reason, false, null, range), ...faults];
  return { bindings: [], gaps: [], malformed, hidden: rangesOf(item.whole) };
}

function givesSecret({ flag }: ListedItem): boolean {
  return flag.verb !== 'remove' && flag.kind === 'secret';
}

/** A removal names no secret. */
const noSecret: Source = { kind: 'secret', project: null, secret: '', version: '', template: false };

function applySecret(
  item: ListedItem,
  name: string,
  earlier: readonly ListedItem[],
  range: Range,
  command: Range,
): Applied {
  if (item.dialect === 'run' && name.startsWith('/') && !isMountPath(name))
    return refuse(item, [
      malform(item.use, `Mount path [${name}] must be in the form /<mountPath>/<path>`, true, name, range),
    ]);
  const { reference: read, broken: fault } = readSecretReference(item.value ?? [], item.dialect);
  const reference = read && wavers(item) ? { ...read, source: { ...read.source, template: true } } : read;
  const faults = fault ? [malform(item.use, fault.reason(name), fault.refused, name, range)] : [];
  if (!reference) return refuse(item, faults);
  const places = related(earlier, reference.id, range, command);
  return {
    bindings: [bind(item, name, reference.source, null, range, places)],
    gaps: reference.source.template ? [secretGap(reference, item.value ?? [], name, range)] : [],
    malformed: [...faults, ...noteTwice(item, name, earlier, range)],
    hidden: [],
  };
}

/** It is given on every run, and not always the same. */
function wavers({ value, conditional }: ListedItem): boolean {
  return !conditional && isPartlyConditional(value ?? []);
}

function secretGap(reference: SecretReference, value: Text, name: string, range: Range): Gap {
  const filled = value.find((piece) => piece.kind === 'hole')?.range;
  return {
    reason: 'dynamic-secret',
    text: asShown(value),
    range: filled ?? rangeOf(reference.id) ?? range,
    names: [name],
  };
}

function bind(
  item: ListedItem,
  name: string,
  source: Source,
  value: Text | null,
  range: Range,
  places: readonly Range[],
): BindingFact {
  return {
    name,
    target: item.flag.kind === 'secret' && name.startsWith('/') ? 'file' : 'env',
    operation: item.flag.verb,
    source,
    via: 'flag',
    conditional: item.conditional,
    range,
    related: places,
    value,
  };
}

function related(earlier: readonly ListedItem[], id: Text | null, range: Range, command: Range): Range[] {
  const idRange = id ? rangeOf(id) : null;
  const replaced = earlier.flatMap((one) => placeOf(one.whole, one.key, command));
  return [...(idRange && !within(idRange, range) ? [idRange] : []), ...replaced, command];
}

function noteTwice(item: ListedItem, name: string, earlier: readonly ListedItem[], range: Range): MalformedItem[] {
  if (earlier.length === 0) return [];
  return [malform(item.use, `"${name}" is given more than once; the last one counts.`, false, name, range)];
}

/** A refused reference may be a value that was put there by mistake. */
function refuse(item: ListedItem, malformed: readonly MalformedItem[]): Applied {
  return { bindings: [], gaps: [], malformed, hidden: rangesOf(item.value ?? []) };
}
