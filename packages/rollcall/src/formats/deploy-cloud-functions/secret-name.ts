import type { Source } from '../../model/deployment.ts';
import { flatten } from '../../model/flat-text.ts';
import { asWritten, type Text } from '../../model/text.ts';

/** A reference to a secret; null where the action refuses it. */
export interface SecretName {
  readonly source: Source & { readonly kind: 'secret' };
  readonly id: Text;
}

/**
 * Reads `projects/P/secrets/S/versions/V`, `projects/P/secrets/S`, `P/S/V` or `P/S`; the version is `latest` where none is said. Where run
 * time fills a part that may hold slashes, the secret is what was read of it.
 * Source: `SecretName` of the action's `src/secret.ts`.
 */
export function readSecretName(value: Text): SecretName | null {
  const { chars, hole, cut } = flatten(value);
  const parts: { start: number; end: number }[] = [];
  for (let start = 0; start <= chars.length; ) {
    const slash = chars.indexOf('/', start);
    const end = slash < 0 ? chars.length : slash;
    parts.push({ start, end });
    start = end + 1;
  }
  const places = PLACES[parts.length];
  const template = chars.includes(hole);
  if (!places) return template ? { source: opaque(value), id: value } : null;
  const part = (at: number | null): Text | null => {
    const place = at === null ? undefined : parts[at];
    return place ? cut(place.start, place.end) : null;
  };
  const id = part(places.secret) ?? [];
  const version = part(places.version);
  const project = part(places.project);
  const source = {
    kind: 'secret',
    project: project && asWritten(project),
    secret: asWritten(id),
    version: version ? asWritten(version) : 'latest',
    template,
  } as const;
  return { source, id };
}

const PLACES: Readonly<
  Record<number, { readonly project: number; readonly secret: number; readonly version: number | null }>
> = {
  6: { project: 1, secret: 3, version: 5 },
  4: { project: 1, secret: 3, version: null },
  3: { project: 0, secret: 1, version: 2 },
  2: { project: 0, secret: 1, version: null },
};

function opaque(value: Text): Source & { readonly kind: 'secret' } {
  return { kind: 'secret', project: null, secret: asWritten(value), version: '', template: true };
}
