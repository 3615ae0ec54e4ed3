import { type Entry, entry, get, string, type Value, written } from '../../manifests/value.ts';

/**
 * Applies the operations of a JSON patch; null where one of them is not understood or leads nowhere.
 * Source: https://datatracker.ietf.org/doc/html/rfc6902
 */
export function applyJsonPatch(root: Value, operations: readonly Value[]): Value | null {
  let current: Value | null = root;
  for (const operation of operations) {
    const path = string(get(operation, 'path'));
    if (!current || path === null || !path.startsWith('/')) return null;
    const steps = path
      .slice(1)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    current = applyAt(current, steps, string(get(operation, 'op')) ?? '', operation);
  }
  return current;
}

function applyAt(target: Value, steps: readonly string[], how: string, operation: Value): Value | null {
  const [step, ...rest] = steps;
  const value = entry(operation, 'value')?.value ?? null;
  if (how === 'test') return target;
  if (step === undefined || (how !== 'remove' && !value)) return null;
  if (target.kind === 'list') return applyInList(target, step, rest, how, operation, value);
  if (target.kind !== 'map') return null;
  const own = target.entries.find(({ name }) => name === step);
  if (rest.length > 0) {
    const inner = own && applyAt(own.value, rest, how, operation);
    return inner
      ? { ...target, entries: target.entries.map((one) => (one === own ? { ...one, value: inner } : one)) }
      : null;
  }
  const others = target.entries.filter((one) => one !== own);
  if (how === 'remove') return own ? { ...target, entries: others } : null;
  if ((how !== 'add' && how !== 'replace') || !value) return null;
  const place = get(operation, 'path')?.range ?? operation.range;
  const made: Entry = own
    ? { ...own, value }
    : { name: step, key: [{ kind: 'text', text: step, range: place, exact: false }], keyRange: place, value };
  return { ...target, entries: own ? target.entries.map((one) => (one === own ? made : one)) : [...others, made] };
}

function applyInList(
  target: Value & { kind: 'list' },
  step: string,
  rest: readonly string[],
  how: string,
  operation: Value,
  value: Value | null,
): Value | null {
  const index = step === '-' ? target.items.length : /^\d+$/.test(step) ? Number(step) : namedIndex(target, step);
  const own = target.items[index];
  if (rest.length > 0) {
    const inner = own && applyAt(own, rest, how, operation);
    return inner ? { ...target, items: target.items.map((one, i) => (i === index ? inner : one)) } : null;
  }
  if (how === 'remove') return own ? { ...target, items: target.items.filter((_, i) => i !== index) } : null;
  if (!value || index < 0 || index > target.items.length) return null;
  if (how === 'add')
    return { ...target, items: [...target.items.slice(0, index), value, ...target.items.slice(index)] };
  return how === 'replace' && own
    ? { ...target, items: target.items.map((one, i) => (i === index ? value : one)) }
    : null;
}

/** `containers/[name=app]` is kustomize's way to tell an item by a field. */
function namedIndex(list: Value & { kind: 'list' }, step: string): number {
  const [, field, wanted] = /^\[([^=]+)=(.*)\]$/.exec(step) ?? [];
  return field === undefined ? -1 : list.items.findIndex((item) => written(get(item, field)) === wanted);
}
