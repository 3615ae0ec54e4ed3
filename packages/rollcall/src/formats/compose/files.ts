import type { ManifestDocument } from '../../manifests/parse.ts';
import { entries, get, items, string, type Value } from '../../manifests/value.ts';

/** The files of a tree, as far as a compose file names them. */
export interface ComposeFiles {
  text(path: string): string | null;
  /** The documents of a compose file; null where there is no such file. */
  documents(path: string): readonly ManifestDocument[] | null;
}

const NAMED = /(^|\/)(docker[-_.]?)?compose([-._][\w.-]+)?\.ya?ml$/;
/** What a compose file may say at its top. https://docs.docker.com/reference/compose-file/ */
const TOP = /^(version|name|services|volumes|networks|secrets|configs|include|models|x-[\w.-]+)$/;

export function isComposeName(path: string): boolean {
  return NAMED.test(path);
}

/** Whether a file is a compose file: by its name, or because it holds what one holds and nothing else. */
export function isCompose(path: string, files: ComposeFiles): boolean {
  const root = rootOf(path, files);
  const services = get(root, 'services');
  // What does not parse is told.
  if (isComposeName(path) && (files.documents(path) ?? []).some(({ gaps }) => gaps.length > 0)) return true;
  if (services?.kind !== 'map') return false;
  if (isComposeName(path)) return true;
  const shaped = services.entries.filter(
    ({ value }) => value.kind === 'map' && (get(value, 'image') ?? get(value, 'build')),
  );
  return shaped.length > 0 && entries(root).every(({ name }) => TOP.test(name));
}

export function rootOf(path: string, files: ComposeFiles): Value | null {
  return files.documents(path)?.[0]?.root ?? null;
}

export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

/** A path relative to a folder, made plain; null when it leads out of the root. */
export function joinPath(folder: string, path: string): string | null {
  if (/^([\w+.-]+:\/\/|git@|~|\/)/.test(path)) return null;
  const out: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return null;
  }
  return out.join('/');
}

/** One service with what it extends: the layers of its definition, the innermost first, each with its file. */
export interface Layer {
  readonly path: string;
  readonly value: Value;
}

/** A service of a file and what it extends. https://docs.docker.com/reference/compose-file/services/#extends */
export function layersOf(
  path: string,
  name: string,
  files: ComposeFiles,
  depth = 0,
): { readonly layers: readonly Layer[]; readonly unread: Value | null } {
  const value = get(get(rootOf(path, files), 'services'), name);
  if (!value || depth > 10) return { layers: [], unread: null };
  const own = { path, value };
  const stated = get(value, 'extends');
  if (!stated) return { layers: [own], unread: null };
  const other = string(stated) ?? string(get(stated, 'service'));
  const file = string(get(stated, 'file'));
  const from = file === null ? path : joinPath(folderOf(path), file);
  const base =
    other === null || from === null || (from === path && other === name)
      ? null
      : layersOf(from, other, files, depth + 1);
  if (!base || base.layers.length === 0) return { layers: [own], unread: stated };
  return { layers: [...base.layers, own], unread: base.unread };
}

/** The value of a key in the outermost layer that has it. */
export function lastOf(layers: readonly Layer[], key: string): { readonly value: Value; readonly path: string } | null {
  for (const { value, path } of [...layers].reverse()) {
    const found = get(value, key);
    if (found) return { value: found, path };
  }
  return null;
}

export function stringsOf(value: Value | null): readonly Value[] {
  return value?.kind === 'scalar' ? [value] : items(value);
}
