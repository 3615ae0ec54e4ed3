import type { FileText } from '../workspace/file-text.ts';

/**
 * What a path and its text say by themselves, worked out once as long as the text is held: trees of one history share most of their
 * texts. Null where there is no text.
 */
export function perText<T>(look: (path: string, text: string) => T): (path: string, file: FileText | null) => T | null {
  const known = new WeakMap<FileText, Map<string, T>>();
  return (path, file) => {
    if (!file?.ok) return null;
    let byPath = known.get(file);
    if (!byPath) {
      byPath = new Map();
      known.set(file, byPath);
    }
    let value = byPath.get(path);
    if (value === undefined) {
      value = look(path, file.text);
      byPath.set(path, value);
    }
    return value;
  };
}

/** What a path says by itself, worked out once. */
export function perPath<T>(look: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    let value = known.get(path);
    if (value === undefined) {
      value = look(path);
      known.set(path, value);
    }
    return value;
  };
}
