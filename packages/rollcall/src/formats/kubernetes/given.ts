import { around, type Value } from '../../manifests/value.ts';
import type { BindingFact, MalformedItem, Source } from '../../model/deployment.ts';
import { asShown } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, isKnown, rangeOf, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import type { Stores } from './stores.ts';

/** What one container, or a part of it, is given. */
export interface Given {
  readonly bindings: readonly BindingFact[];
  readonly gaps: readonly Gap[];
  readonly malformed: readonly MalformedItem[];
  /** Places of values that no binding has. */
  readonly hidden: readonly Range[];
}

export interface ContainerContext {
  readonly stores: Stores;
  readonly namespace: string | null;
  readonly volumes: Value | null;
  /** The secrets that a `SecretProviderClass` of this name mounts as files. */
  mounted(name: string): readonly { readonly path: Text; readonly secret: Text; readonly range: Range }[] | null;
}

export const NOTHING: Given = { bindings: [], gaps: [], malformed: [], hidden: [] };

export function give(part: Partial<Given>): Given {
  return { ...NOTHING, ...part };
}

export function joinGiven(parts: readonly Given[]): Given {
  return {
    bindings: parts.flatMap((part) => part.bindings),
    gaps: parts.flatMap((part) => part.gaps),
    malformed: parts.flatMap((part) => part.malformed),
    hidden: parts.flatMap((part) => part.hidden),
  };
}

export function openList(text: Text | null, range: Range | null): Given {
  const holes = (text ?? []).filter((piece) => piece.kind === 'hole');
  return give({ gaps: [{ reason: 'dynamic-list', text: asShown(holes), range, names: 'all' }] });
}

/** A key of a Secret: the object's name and the key, `db/password`. A Secret has no versions. */
export function secretSource(object: Text, key: Text | null): Source {
  const secret = key ? `${asWritten(object)}/${asWritten(key)}` : asWritten(object);
  const template = !isKnown(object) || (key !== null && !isKnown(key));
  return { kind: 'secret', project: null, secret, version: 'latest', template };
}

/** The gap of a secret whose id run time fills. */
export function secretGaps(object: Text, key: Text | null, name: string): readonly Gap[] {
  if (isKnown(object) && (key === null || isKnown(key))) return [];
  const written = key ? `${asShown(object)}/${asShown(key)}` : asShown(object);
  return [{ reason: 'dynamic-secret', text: written, range: rangeOf(object), names: [name] }];
}

export function bind(
  name: string,
  target: 'env' | 'file',
  source: Source,
  via: string,
  ranges: readonly (Range | null | undefined)[],
  more: { readonly conditional: boolean; readonly value?: Text | null; readonly related?: readonly Range[] },
): BindingFact {
  const range = around(ranges) ?? { path: '', start: 0, end: 0 };
  const { conditional, value = null, related = [] } = more;
  return { name, target, operation: 'set', source, via, conditional, range, related, value };
}
