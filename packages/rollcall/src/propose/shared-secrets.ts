import type { Deployment } from '../model/deployment.ts';
import { wholeSecret } from './secret-template.ts';

/** A name that points to the same secret as another one wherever both are given. */
export interface SharedSecret {
  readonly name: string;
  readonly sameSecretAs: string;
  /** The file of a deployment that shows it. */
  readonly seenIn: string;
}

/**
 * Pairs of names that one deployment gives from one secret, and none from two. The name whose own id the secret has is the one that
 * the others refer to; else the shortest.
 */
export function proposeSharedSecrets(
  deployments: readonly Deployment[],
  isOwn: (name: string, secret: string, deployment: Deployment) => boolean,
): SharedSecret[] {
  const secrets = deployments.map((deployment) => ({ deployment, ...secretsOf(deployment) }));
  const found = new Map<string, SharedSecret>();
  for (const { deployment, bySecret } of secrets) {
    for (const [secret, names] of bySecret) {
      const [holder, ...others] = [...names].sort(
        (a, b) =>
          Number(isOwn(b, secret, deployment)) - Number(isOwn(a, secret, deployment)) ||
          a.length - b.length ||
          (a < b ? -1 : 1),
      );
      for (const name of holder === undefined ? [] : others) {
        const parted = secrets.some(({ byName }) => areParted(byName, name, holder ?? ''));
        if (holder === undefined || parted || found.has(name) || leadsTo(found, holder, name)) continue;
        found.set(name, { name, sameSecretAs: holder, seenIn: deployment.range.path });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function secretsOf({ bindings }: Deployment): { bySecret: Map<string, Set<string>>; byName: Map<string, string> } {
  const bySecret = new Map<string, Set<string>>();
  const byName = new Map<string, string>();
  for (const binding of bindings) {
    const secret = wholeSecret(binding);
    if (secret !== null) byName.set(binding.name, secret);
  }
  for (const [name, secret] of byName) bySecret.set(secret, (bySecret.get(secret) ?? new Set()).add(name));
  return { bySecret, byName };
}

function areParted(byName: ReadonlyMap<string, string>, a: string, b: string): boolean {
  const [first, second] = [byName.get(a), byName.get(b)];
  return first !== undefined && second !== undefined && first !== second;
}

function leadsTo(found: ReadonlyMap<string, SharedSecret>, from: string, to: string): boolean {
  for (let name: string | undefined = from; name !== undefined; name = found.get(name)?.sameSecretAs)
    if (name === to) return true;
  return false;
}
