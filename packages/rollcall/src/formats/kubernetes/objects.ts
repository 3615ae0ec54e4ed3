import { at, get, items, string, text, type Value } from '../../manifests/value.ts';
import type { Range } from '../../model/span.ts';
import type { Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';

/** One object of the cluster as a manifest states it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Its `metadata.name`; null where there is none. */
  readonly name: Text | null;
  readonly namespace: string | null;
  readonly root: Value;
  readonly range: Range;
  /** Its name with what a kustomization puts before and behind it. */
  readonly shownName?: Text;
  /** Its name before the outermost kustomization has changed it. */
  readonly calledName?: Text;
  /** What a patch that was not understood leaves open. */
  readonly gaps?: readonly Gap[];
}

/** The objects of one document: itself, or those of a `List`. https://kubernetes.io/docs/concepts/overview/working-with-objects/ */
export function objectsOf(root: Value | null, depth = 0): readonly KubernetesObject[] {
  const apiVersion = string(get(root, 'apiVersion'));
  const kind = string(get(root, 'kind'));
  if (!root || apiVersion === null || kind === null) return [];
  const listed = /List$/.test(kind) ? items(get(root, 'items')) : [];
  if (listed.length > 0 && depth < 3) return listed.flatMap((item) => objectsOf(item, depth + 1));
  return [
    {
      apiVersion,
      kind,
      name: text(at(root, 'metadata', 'name')),
      namespace: string(at(root, 'metadata', 'namespace')),
      root,
      range: root.range,
    },
  ];
}
