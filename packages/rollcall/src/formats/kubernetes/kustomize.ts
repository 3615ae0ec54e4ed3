import { parseManifest } from '../../manifests/parse.ts';
import { sourceOfText } from '../../manifests/source.ts';
import { get, items, string, strings, text, type Value } from '../../manifests/value.ts';
import type { Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { folderOf, joinPath, type ManifestFiles } from './files.ts';
import { generatedSets } from './generators.ts';
import { type KeySet, keySetsOf } from './key-sets.ts';
import { type KubernetesObject, objectsOf } from './objects.ts';
import { applyPatch, type Patch, readPatches } from './patches.ts';
import { fillSubstitutions } from './substitutions.ts';

/** What a kustomization comes to. */
export interface Rendered {
  readonly objects: readonly KubernetesObject[];
  /** Made by its generators. */
  readonly generated: readonly KeySet[];
  /** What leaves workloads open: patches that are not understood. */
  readonly gaps: readonly Gap[];
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const DEEPEST = 20;

export function isKustomization(path: string): boolean {
  return NAMES.includes(path.slice(path.lastIndexOf('/') + 1));
}

/** The kustomization of a folder. */
function kustomizationIn(folder: string, files: ManifestFiles): string | null {
  const paths = NAMES.map((name) => (folder === '' ? name : `${folder}/${name}`));
  return paths.find((path) => files.text(path) !== null) ?? null;
}

function rootOf(path: string, files: ManifestFiles): Value | null {
  return (files.documents(path) ?? []).find(({ root }) => root?.kind === 'map')?.root ?? null;
}

/** A kustomization that only changes what others list. https://kubectl.docs.kubernetes.io/guides/config_management/components/ */
export function isComponent(path: string, files: ManifestFiles): boolean {
  return string(get(rootOf(path, files), 'kind')) === 'Component';
}

/** Every file of the tree that a kustomization names: they are read with it, and not by themselves. */
export function filesNamedBy(path: string, files: ManifestFiles): readonly string[] {
  const root = rootOf(path, files);
  const folder = folderOf(path);
  const listed = [...LISTS, 'crds', 'configurations', 'generators', 'transformers'].flatMap((field) =>
    strings(get(root, field)),
  );
  const patched = ['patches', 'patchesJson6902', 'replacements'].flatMap((field) =>
    items(get(root, field)).flatMap((one) => string(get(one, 'path')) ?? []),
  );
  const merged = strings(get(root, 'patchesStrategicMerge')).filter((one) => !one.includes('\n'));
  return [...listed, ...patched, ...merged].flatMap((one) => {
    const found = joinPath(folder, one);
    if (found === null) return [];
    const inner = files.isFolder(found) ? kustomizationIn(found, files) : null;
    return [inner ?? found];
  });
}

const LISTS = ['resources', 'bases', 'components'];

/**
 * Builds a kustomization: its resources and bases, what it generates, its components, its patches; in this order.
 * Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
export function renderKustomization(path: string, files: ManifestFiles): Rendered {
  return render(path, files, { objects: [], generated: [], gaps: [] }, new Set(), 0);
}

function render(
  path: string,
  files: ManifestFiles,
  before: Rendered,
  seen: ReadonlySet<string>,
  depth: number,
): Rendered {
  const root = rootOf(path, files);
  if (!root || seen.has(path) || depth > DEEPEST) return before;
  const inside = new Set([...seen, path]);
  const folder = folderOf(path);
  const component = (field: string): readonly Value[] => items(get(root, field));
  let now = before;
  for (const item of [...component('resources'), ...component('bases')])
    now = join(now, readResource(item, folder, files, inside, depth));
  now = withGenerated(now, root, folder, files);
  for (const item of component('components')) {
    const inner = pathOf(item, folder, files);
    if (inner !== null && isKustomization(inner)) now = render(inner, files, now, inside, depth + 1);
    else now = join(now, unread(item, 'the component'));
  }
  now = applyPatches(now, readPatches(root, folder, files, parseInline));
  const helm = get(root, 'helmCharts');
  if (helm) now = join(now, unread(helm, 'the charts'));
  return renameAll(now, root);
}

function parseInline(value: Value): readonly Value[] {
  const inner = text(value);
  if (!inner) return value.kind === 'scalar' ? [] : [value];
  return parseManifest(sourceOfText(value.range.path, inner), fillSubstitutions).flatMap(({ root }) => root ?? []);
}

function join(a: Rendered, b: Rendered): Rendered {
  return {
    objects: [...a.objects, ...b.objects],
    generated: [...a.generated, ...b.generated],
    gaps: [...a.gaps, ...b.gaps],
  };
}

function unread({ range }: Value, what: string): Rendered {
  const gap: Gap = { reason: 'unread-hand-over', text: `${what} of a kustomization`, range, names: [] };
  return { objects: [], generated: [], gaps: [gap] };
}

function pathOf(item: Value, folder: string, files: ManifestFiles): string | null {
  const written = string(item);
  const path = written === null || /^[\w+.-]+:\/\/|^[\w.-]+@|\?ref=/.test(written) ? null : joinPath(folder, written);
  if (path === null) return null;
  if (files.isFolder(path)) return kustomizationIn(path, files);
  return files.documents(path) ? path : null;
}

function readResource(
  item: Value,
  folder: string,
  files: ManifestFiles,
  seen: ReadonlySet<string>,
  depth: number,
): Rendered {
  const path = pathOf(item, folder, files);
  if (path === null) return unread(item, 'a resource');
  if (isKustomization(path)) return render(path, files, { objects: [], generated: [], gaps: [] }, seen, depth + 1);
  const documents = files.documents(path) ?? [];
  return {
    objects: documents.flatMap(({ root }) => objectsOf(root)),
    generated: [],
    gaps: documents.flatMap((document) => document.gaps),
  };
}

/** `create` adds; `merge` and `replace` change what a base has made. */
function withGenerated(now: Rendered, root: Value, folder: string, files: ManifestFiles): Rendered {
  let { objects, generated } = now;
  for (const { set, behavior } of generatedSets(root, folder, files)) {
    const isSame = (other: KeySet): boolean => other.kind === set.kind && nameOf(other) === nameOf(set);
    const made = objects.filter((object) => keySetsOf(object).some(isSame));
    const before = [...generated.filter(isSame), ...made.flatMap((object) => keySetsOf(object).filter(isSame))];
    if (behavior !== 'create') {
      objects = objects.filter((object) => !made.includes(object));
      generated = generated.filter((other) => !isSame(other));
    }
    const base = behavior === 'merge' ? before : [];
    const keys = new Map([...base.flatMap((one) => one.keys), ...set.keys].map((key) => [key.name, key]));
    const open = [...base.flatMap((one) => one.open), ...set.open];
    generated = [
      ...generated,
      { ...set, keys: [...keys.values()], open, hidden: [...base.flatMap((one) => one.hidden), ...set.hidden] },
    ];
  }
  return { ...now, objects, generated };
}

function nameOf({ name }: KeySet): string {
  return name.map((piece) => (piece.kind === 'text' ? piece.text : piece.written)).join('');
}

function applyPatches(now: Rendered, patches: readonly Patch[]): Rendered {
  let { objects } = now;
  const gaps = [...now.gaps];
  for (const patch of patches) {
    const done = applyPatch(objects, patch);
    objects = done.objects;
    gaps.push(...done.gaps);
  }
  return { ...now, objects, gaps };
}

/** `namePrefix` and `nameSuffix`. What refers to an object by name is renamed with it, so references stay as they are written. */
function renameAll(now: Rendered, root: Value): Rendered {
  const prefix = text(get(root, 'namePrefix')) ?? [];
  const suffix = text(get(root, 'nameSuffix')) ?? [];
  if (prefix.length === 0 && suffix.length === 0) return now;
  const rename = <T extends { readonly name: Text | null; readonly shownName?: Text }>(one: T): Text => [
    ...prefix,
    ...(one.shownName ?? one.name ?? []),
    ...suffix,
  ];
  return {
    ...now,
    generated: now.generated.map((set) => ({ ...set, shownName: rename(set) })),
    objects: now.objects.map((object) => {
      const called = object.shownName ?? object.name;
      return { ...object, shownName: rename(object), ...(called ? { calledName: called } : {}) };
    }),
  };
}
