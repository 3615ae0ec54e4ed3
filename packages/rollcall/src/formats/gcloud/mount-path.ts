import type { MalformedItem } from '../../model/deployment.ts';
import type { Range } from '../../model/span.ts';
import { rangeOf } from '../../model/text.ts';
import { appliedName, type ListedItem, malform } from './list-flags.ts';
import { readSecretReference } from './secret-reference.ts';

/** Whether a key that starts with `/` is a folder and a file in it. Source: `_ValidatedMountPoint` of `command_lib/run/flags.py`. */
export function isMountPath(key: string): boolean {
  const segments = key.split('/').slice(1);
  return segments.length >= 2 && segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

/**
 * Two secrets in one folder, which Cloud Run cannot mount. gcloud gives a secret of another project a new alias each time, so that one
 * never equals the next.
 */
export function checkDirectories(items: readonly ListedItem[], command: Range): MalformedItem[] {
  const secretOf = new Map<string, string | null>();
  return items.flatMap((item) => {
    const name = appliedName(item);
    if (!name.startsWith('/') || !isMountPath(name) || item.conditional) return [];
    const source = readSecretReference(item.value ?? [], item.dialect).reference?.source;
    if (!source || source.template) return [];
    const directory = name.slice(0, name.lastIndexOf('/'));
    const before = secretOf.get(directory);
    if (before === undefined) secretOf.set(directory, source.project === null ? source.secret : null);
    if (before === undefined || before === source.secret) return [];
    const reason = `Cannot update secret at [${name}] because a different secret is already mounted in the same directory.`;
    return [malform(item.use, reason, true, name, rangeOf(item.whole) ?? command)];
  });
}
