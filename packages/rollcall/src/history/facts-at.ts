import type { LocatedContract } from '../contract/contract.ts';
import { isRollcallError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import { LinkMemory, linkTree } from '../link/link.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { openCommitTree } from '../workspace/commit-tree.ts';

/** What the trees of some commits hold, one after the other; each takes over what the one before it leaves. One that is not here is left out. */
export async function* factsAt(
  repository: Repository,
  commits: Iterable<string>,
  contract: LocatedContract | null,
): AsyncGenerator<TreeFacts> {
  const memory = new LinkMemory();
  for (const commit of commits) {
    const tree = await openCommitTree(repository, commit).catch((error) => {
      if (isRollcallError(error, 'MISSING_OBJECT')) return null;
      throw error;
    });
    if (!tree) continue;
    yield await linkTree(tree, { root: '.', contract: contract?.contract ?? null }, memory);
    await tree.close();
  }
}
