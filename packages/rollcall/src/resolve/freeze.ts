/** Freezes a value and all that it holds; what is frozen already is taken as frozen throughout. Functions stay as they are. */
export function deepFreeze<T>(value: T): T {
  const pending: unknown[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    if (ArrayBuffer.isView(next)) continue;
    if (next instanceof Map) closeMap(next, pending);
    Object.freeze(next);
    for (const inner of Object.values(next)) if (typeof inner === 'object' && inner !== null) pending.push(inner);
  }
  return value;
}

/** `Object.freeze` does not stop a map's own methods. */
function closeMap(map: Map<unknown, unknown>, pending: unknown[]): void {
  pending.push(...map.values());
  const refuse = (): never => {
    throw new TypeError('this map is frozen');
  };
  Object.defineProperties(map, { set: { value: refuse }, delete: { value: refuse }, clear: { value: refuse } });
}
