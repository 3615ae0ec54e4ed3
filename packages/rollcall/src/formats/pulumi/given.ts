import type { BindingFact, Source } from '../../model/deployment.ts';
import { asShown, literalPlaces } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, isKnown, rangeOf, split, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';

/** What one container or function, or a part of it, is given. */
export interface Given {
  readonly bindings: readonly BindingFact[];
  readonly gaps: readonly Gap[];
  /** Places of values that no binding has. */
  readonly hidden: readonly Range[];
}

export function joinGiven(parts: readonly Given[]): Given {
  return {
    bindings: parts.flatMap((part) => part.bindings),
    gaps: parts.flatMap((part) => part.gaps),
    hidden: parts.flatMap((part) => part.hidden),
  };
}

/** A list or map of which more may be there than was read. */
export function openList(text: Text | null, range: Range): Given {
  const holes = (text ?? []).filter(({ kind }) => kind === 'hole');
  return { bindings: [], gaps: [{ reason: 'dynamic-list', text: asShown(holes), range, names: 'all' }], hidden: [] };
}

/** Where a name stands, and whether it is there on some runs only. */
export interface Place {
  readonly range: Range;
  readonly conditional: boolean;
}

export function givePlain(name: Text, value: Text | null, place: Place): Given {
  if (!isKnown(name) || name.length === 0) return dynamicName(name, value, place);
  return {
    bindings: [bind(name, 'env', { kind: 'value' }, place, value)],
    gaps: [],
    hidden: literalPlaces(value ?? []),
  };
}

function dynamicName(name: Text, value: Text | null, { range }: Place): Given {
  const hidden = (value ?? []).flatMap((piece) => (piece.kind === 'text' && piece.range ? [piece.range] : []));
  return { bindings: [], gaps: [{ reason: 'dynamic-name', text: asShown(name), range, names: 'all' }], hidden };
}

/** A secret by its id or its path `projects/P/secrets/S/versions/V`. */
export function giveSecret(
  name: Text,
  secret: { readonly id: Text | null; readonly version: Text | null; readonly project: Text | null },
  place: Place,
  target: BindingFact['target'] = 'env',
): Given {
  if (!isKnown(name) || name.length === 0) return dynamicName(name, null, place);
  const steps = split(secret.id ?? [], '/');
  const isPath =
    steps.length >= 4 && asWritten(steps[0] ?? []) === 'projects' && asWritten(steps[2] ?? []) === 'secrets';
  const id = (isPath ? steps[3] : secret.id) ?? [];
  const project = isPath ? (steps[1] ?? null) : secret.project;
  const version = secret.version ?? (isPath ? (steps[5] ?? null) : null);
  const template = !isKnown(id) || id.length === 0;
  const source: Source = {
    kind: 'secret',
    project: project && asWritten(project),
    secret: asShown(id),
    version: version ? asShown(version) : 'latest',
    template,
  };
  const gap: Gap = {
    reason: 'dynamic-secret',
    text: asShown(id),
    range: rangeOf(id) ?? place.range,
    names: [asWritten(name)],
  };
  return { bindings: [bind(name, target, source, place, null)], gaps: template ? [gap] : [], hidden: [] };
}

function bind(
  name: Text,
  target: BindingFact['target'],
  source: Source,
  { range, conditional }: Place,
  value: Text | null,
): BindingFact {
  // A mount's name is put together from two places.
  const at = (target === 'env' ? rangeOf(name) : null) ?? range;
  return {
    name: asWritten(name),
    target,
    operation: 'set',
    source,
    via: 'manifest',
    conditional,
    range: at,
    related: [],
    value,
  };
}
