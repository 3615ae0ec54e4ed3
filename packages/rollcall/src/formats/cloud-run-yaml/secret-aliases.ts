import type { Range } from '../../model/span.ts';
import { asWritten, rangeOf, split, splitOnce, type Text } from '../../model/text.ts';

/** A secret of another project, under the name that the manifest uses for it. */
export interface SecretAlias {
  readonly project: string;
  readonly secret: Text;
  readonly range: Range | null;
}

/**
 * Reads the annotation `run.googleapis.com/secrets`: `ALIAS:projects/PROJECT/secrets/NAME`, between commas.
 * Source: https://cloud.google.com/run/docs/configuring/services/secrets
 */
export function readSecretAliases(text: Text | null): ReadonlyMap<string, SecretAlias> {
  const aliases = new Map<string, SecretAlias>();
  for (const item of text ? split(text, ',') : []) {
    const sides = splitOnce(item, ':');
    const inProject = sides && splitOnce(sides[1], 'projects/');
    const parts = inProject && splitOnce(inProject[1], '/secrets/');
    if (sides && parts) {
      const [project, secret] = parts;
      aliases.set(asWritten(sides[0]).trim(), { project: asWritten(project), secret, range: rangeOf(item) });
    }
  }
  return aliases;
}
