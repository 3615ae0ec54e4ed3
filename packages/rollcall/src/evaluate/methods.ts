/** Methods of JavaScript's plain objects that are methods and not entries. */
const OBJECT_METHODS = new Set(['hasOwnProperty', 'toString']);

export function isTextMethod(kind: 'dict', name: string): boolean {
  return kind === 'dict' && OBJECT_METHODS.has(name);
}
