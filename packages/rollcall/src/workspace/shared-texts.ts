import { hash } from 'node:crypto';
import type { FileText } from './file-text.ts';
import type { SourceTree, TreeFile } from './source-tree.ts';

/**
 * A tree of a commit that takes the texts of equal files from another tree of the same folder: they are neither read from the repository,
 * which may lack them, nor looked at again. Files count as equal by their blob's id alone. The other tree must stay open.
 * @throws RollcallError what the other tree's `load` throws
 */
export async function shareTexts(tree: SourceTree, other: SourceTree, signal?: AbortSignal): Promise<SourceTree> {
  const shared = new Map<string, FileText>();
  const share = async (paths: readonly string[], signal?: AbortSignal): Promise<void> => {
    await other.load(paths, signal);
    for (const path of paths) {
      const text = equalText(tree.files.get(path), other.files.get(path), other);
      if (text) shared.set(path, text);
    }
  };
  const missing = new Set(tree.missingObjects);
  const lost = [...tree.files.values()].filter(({ id }) => id !== null && missing.has(id));
  await share(
    lost.map(({ path }) => path),
    signal,
  );
  for (const { id } of lost) missing.delete(id ?? '');
  for (const { id, path } of lost) if (!shared.has(path)) missing.add(id ?? '');
  return {
    ...tree,
    missingObjects: [...missing],
    load: async (wanted, signal) => {
      const paths = [...wanted];
      await share(paths, signal);
      await tree.load(
        paths.filter((path) => !shared.has(path)),
        signal,
      );
    },
    text: (path) => shared.get(path) ?? tree.text(path),
  };
}

function equalText(before: TreeFile | undefined, now: TreeFile | undefined, other: SourceTree): FileText | null {
  if (before?.kind !== 'file' || now?.kind !== 'file' || before.id === null) return null;
  const text = other.text(now.path);
  return text?.ok && (now.id ?? blobId(text.text, before)) === before.id ? text : null;
}

/** A text's id as git names it (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects), by the algorithm of the file that it is compared with. */
function blobId(text: string, { id }: TreeFile): string {
  const bytes = Buffer.from(text);
  const algorithm = id?.length === 64 ? 'sha256' : 'sha1';
  return hash(algorithm, Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
}
