import { at, get, items, string, text, type Value } from '../../manifests/value.ts';
import type { Range } from '../../model/span.ts';
import { known } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { joinPath, type ManifestFiles } from './files.ts';
import { applyJsonPatch } from './json-patch.ts';
import { mergeStrategic } from './merge.ts';
import type { KubernetesObject } from './objects.ts';

/** One patch of a kustomization: a part of an object, or operations on it. */
export interface Patch {
  readonly change:
    | { readonly kind: 'merge'; readonly value: Value }
    | { readonly kind: 'operations'; readonly operations: readonly Value[] }
    | null;
  readonly target: Value | null;
  readonly range: Range;
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/ and the two older fields. */
export function readPatches(
  root: Value,
  folder: string,
  files: ManifestFiles,
  parse: (value: Value) => readonly Value[],
): readonly Patch[] {
  const merged = items(get(root, 'patchesStrategicMerge')).flatMap((item) => {
    const path = string(item);
    const values = path !== null && !path.includes('\n') ? valuesOf(path, folder, files) : parse(item);
    return patchesOf(values, null, item.range);
  });
  const others = ['patches', 'patchesJson6902']
    .flatMap((field) => items(get(root, field)))
    .flatMap((item) => {
      const path = string(get(item, 'path')) ?? string(item);
      const inline = get(item, 'patch');
      const values = inline ? parse(inline) : path === null ? null : valuesOf(path, folder, files);
      return patchesOf(values, get(item, 'target'), item.range);
    });
  return [...merged, ...others];
}

function valuesOf(path: string, folder: string, files: ManifestFiles): readonly Value[] | null {
  const found = joinPath(folder, path);
  const documents = found === null ? null : files.documents(found);
  return documents?.flatMap(({ root }) => root ?? []) ?? null;
}

function patchesOf(values: readonly Value[] | null, target: Value | null, range: Range): readonly Patch[] {
  if (!values || values.length === 0) return [{ change: null, target, range }];
  return values.map((value) => {
    if (value.kind === 'list') return { change: { kind: 'operations', operations: value.items }, target, range };
    return { change: value.kind === 'map' ? { kind: 'merge', value } : null, target, range };
  });
}

/** The objects after a patch; one that is not understood leaves the objects that it may change open. */
export function applyPatch(
  objects: readonly KubernetesObject[],
  patch: Patch,
): { readonly objects: readonly KubernetesObject[]; readonly gaps: readonly Gap[] } {
  const gaps: Gap[] = [];
  const out = objects.flatMap((object): KubernetesObject[] => {
    const verdict = isTarget(object, patch);
    if (verdict === 'no') return [object];
    const changed = verdict === 'yes' ? change(object, patch) : null;
    if (changed === 'deleted') return [];
    if (!changed && !touches(object)) return [object];
    const gap: Gap = { reason: 'dynamic-list', text: 'a patch of a kustomization', range: patch.range, names: 'all' };
    return [changed ? { ...object, root: changed } : { ...object, gaps: [...(object.gaps ?? []), gap] }];
  });
  return { objects: out, gaps };
}

/** An object in which a patch that is not understood could change what is given. */
function touches({ kind, root }: KubernetesObject): boolean {
  return (
    kind === 'ConfigMap' ||
    kind === 'Secret' ||
    get(at(root, 'spec', 'template', 'spec'), 'containers') !== null ||
    /Pod|Job/.test(kind)
  );
}

function change({ root, apiVersion }: KubernetesObject, { change: how }: Patch): Value | 'deleted' | null {
  if (!how) return null;
  if (how.kind === 'operations') return applyJsonPatch(root, how.operations);
  if (string(get(how.value, '$patch')) === 'delete') return 'deleted';
  return mergeStrategic(root, how.value, isBuiltIn(apiVersion));
}

/** Groups of Kubernetes itself, the keys of whose lists kustomize knows. */
function isBuiltIn(apiVersion: string): boolean {
  return /^(v1|(apps|batch|extensions|policy|autoscaling)\/|[\w.-]+\.k8s\.io\/)/.test(apiVersion);
}

function isTarget(object: KubernetesObject, { target, change: how }: Patch): 'yes' | 'no' | 'maybe' {
  if (!target) {
    const own = how?.kind === 'merge' ? how.value : null;
    if (!own) return 'maybe';
    const same = string(get(own, 'kind')) === object.kind && nameIn(own) === nameIn(object.root);
    return same ? 'yes' : 'no';
  }
  const kind = string(get(target, 'kind'));
  const name = string(get(target, 'name'));
  if (kind !== null && !matches(kind, object.kind)) return 'no';
  const own = object.name && known(object.name);
  const shown = object.shownName && known(object.shownName);
  if (name !== null && ![own, shown].some((one) => one !== null && one !== undefined && matches(name, one)))
    return 'no';
  const group = string(get(target, 'group'));
  if (group !== null && group !== '' && !object.apiVersion.startsWith(`${group}/`)) return 'no';
  if (get(target, 'annotationSelector')) return 'maybe';
  const selector = string(get(target, 'labelSelector'));
  return selector === null ? 'yes' : selects(selector, object);
}

function nameIn(root: Value): string | null {
  return string(at(root, 'metadata', 'name'));
}

/** Kind and name of a target are patterns that fit from end to end. A pattern that could take long is taken by its text. */
function matches(pattern: string, value: string): boolean {
  if (pattern === value) return true;
  if (!/^[\w.*|()-]{1,100}$/.test(pattern) || /\)[*]|\*.*\*.*\*/.test(pattern)) return false;
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return false;
  }
}

function selects(selector: string, { root }: KubernetesObject): 'yes' | 'no' | 'maybe' {
  const labels = at(root, 'metadata', 'labels');
  for (const part of selector.split(',')) {
    const [, key, wanted] = /^\s*([\w./-]+)\s*==?\s*([\w.-]*)\s*$/.exec(part) ?? [];
    if (key === undefined) return 'maybe';
    const label = text(get(labels, key));
    if ((label && known(label)) !== wanted) return 'no';
  }
  return 'yes';
}
