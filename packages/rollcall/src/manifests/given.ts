import type { BindingFact, Source } from '../model/deployment.ts';
import { asShown, coverLiterals, literalPlaces } from '../model/shown-text.ts';
import type { Range } from '../model/span.ts';
import { asWritten, isKnown, rangeOf, split, type Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';

/** What one container or function, or a part of it, is given. */
export interface Given {
  readonly bindings: readonly BindingFact[];
  readonly gaps: readonly Gap[];
  /** Places of values that no binding has. */
  readonly hidden: readonly Range[];
}

export const NOTHING: Given = { bindings: [], gaps: [], hidden: [] };

export function joinGiven(parts: readonly Given[]): Given {
  return {
    bindings: parts.flatMap((part) => part.bindings),
    gaps: parts.flatMap((part) => part.gaps),
    hidden: parts.flatMap((part) => part.hidden),
  };
}

/** Where one entry stands, and whether it is there on some runs only. */
export interface Place {
  readonly range: Range;
  readonly related: readonly Range[];
  readonly conditional: boolean;
}

/** A list that holds more than is known: what it was made of, as written. */
export function openList({ written, range }: { readonly written: string; readonly range: Range }): Given {
  return { ...NOTHING, gaps: [{ reason: 'dynamic-list', text: coverLiterals(written), range, names: 'all' }] };
}

/** A name that only run time knows may be any name. */
function dynamicName(name: Text, place: Place, value: Text | null): Given {
  const gap: Gap = { reason: 'dynamic-name', text: asShown(name), range: place.range, names: 'all' };
  return { bindings: [], gaps: [gap], hidden: placesOfValue(value) };
}

/** Where a value that no binding has is written. */
export function placesOfValue(value: Text | null): readonly Range[] {
  const pieces = (value ?? []).flatMap(({ kind, range }) => (kind === 'text' && range ? [range] : []));
  return [...literalPlaces(value ?? []), ...pieces];
}

export function givePlain(name: Text, value: Text | null, place: Place, target: 'env' | 'file' = 'env'): Given {
  if (!isKnown(name) || name.length === 0) return dynamicName(name, place, value);
  const source: Source = { kind: 'value' };
  const binding = bind(asWritten(name), target, source, place, value);
  return { bindings: [binding], gaps: [], hidden: literalPlaces(value ?? []) };
}

/** A secret as a resource names it. */
export interface SecretReference {
  readonly id: Text | null;
  readonly version: Text | null;
  readonly project: Text | null;
}

export function giveSecret(name: Text, secret: SecretReference, place: Place, target: 'env' | 'file' = 'env'): Given {
  if (!isKnown(name) || name.length === 0) return dynamicName(name, place, null);
  const { project, id, version } = partsOf(secret);
  // A version that is made together with the deployment leaves no doubt about which secret it is.
  const template = !isKnown(id) || id.length === 0;
  const source: Source = {
    kind: 'secret',
    // An expression that makes an id may hold values of other things.
    project: project ? asShown(project) : null,
    secret: asShown(id),
    version: version ? asShown(version) : 'latest',
    template,
  };
  const gaps: Gap[] = template
    ? [
        {
          reason: 'dynamic-secret',
          text: `${asShown(id)}:${asShown(version ?? [])}`,
          range: rangeOf(id) ?? place.range,
          names: [asWritten(name)],
        },
      ]
    : [];
  return { bindings: [bind(asWritten(name), target, source, place, null)], gaps, hidden: [] };
}

/**
 * A secret may be named by its id or by its path.
 * Source: https://cloud.google.com/run/docs/reference/rest/v2/Container#SecretKeySelector
 */
function partsOf(secret: SecretReference): { project: Text | null; id: Text; version: Text | null } {
  const id = secret.id ?? [];
  const steps = split(id, '/');
  if (steps.length < 4 || asWritten(steps[0] ?? []) !== 'projects' || asWritten(steps[2] ?? []) !== 'secrets')
    return { project: secret.project, id, version: secret.version };
  const version = asWritten(steps[4] ?? []) === 'versions' ? (steps[5] ?? null) : null;
  return { project: steps[1] ?? null, id: steps[3] ?? [], version: secret.version ?? version };
}

function bind(
  name: string,
  target: 'env' | 'file',
  source: Source,
  { range, related, conditional }: Place,
  value: Text | null,
): BindingFact {
  return { name, target, operation: 'set', source, via: 'manifest', conditional, range, related, value };
}
