import { loadText } from '../../src/check/read-contract.ts';
import { linkTree } from '../../src/link/link.ts';
import type { TreeFacts } from '../../src/model/tree-facts.ts';
import { openMemoryTree } from '../../src/workspace/memory-tree.ts';

/** The facts of a small tree. */
export async function linkFiles(files: Readonly<Record<string, string>>, contract?: string): Promise<TreeFacts> {
  const tree = openMemoryTree(files);
  try {
    const stated = contract === undefined ? null : loadText('rollcall.yaml', contract).contract;
    return await linkTree(tree, { root: '.', contract: stated });
  } finally {
    await tree.close();
  }
}

/** Each service as its id, its folders and its entry. */
export function servicesOf({ services }: TreeFacts): readonly (readonly [string, readonly string[], string | null])[] {
  return services.map(({ id, roots, entry }) => [id, roots, entry] as const);
}

/** Each deployment as its place, its service and its environment. */
export function deploymentsOf({
  deployments,
}: TreeFacts): readonly (readonly [string, string | null, string | null])[] {
  return deployments.map(({ id, service, environment }) => [id, service, environment] as const);
}

export function gapsOf({ unresolved }: TreeFacts): readonly (readonly [string, string])[] {
  return unresolved.map(({ reason, text }) => [reason, text] as const);
}
