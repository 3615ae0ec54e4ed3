/** Where a symbolic link leads: a path inside the tree, or why nowhere. */
export type LinkTarget = { readonly path: string } | { readonly reason: 'symlink-outside' | 'unreadable' };

/** As in Linux (`MAXSYMLINKS`): so many links on one way are taken for a loop. */
const MOST_LINKS = 40;

/**
 * Follows a path through a tree's symbolic links, in its folders too, as the file system would.
 *
 * @param readLink the target of the link at a path; null when there is no link at it
 */
export function followLinks(path: string, readLink: (path: string) => string | null): LinkTarget {
  const ahead = path.split('/').reverse();
  const way: string[] = [];
  for (let links = 0; ahead.length > 0; ) {
    const part = ahead.pop();
    if (part === undefined || part === '' || part === '.') continue;
    if (part === '..') {
      if (way.pop() === undefined) return { reason: 'symlink-outside' };
      continue;
    }
    way.push(part);
    const target = readLink(way.join('/'));
    if (target === null) continue;
    if (target.startsWith('/')) return { reason: 'symlink-outside' };
    if (++links > MOST_LINKS) return { reason: 'unreadable' };
    way.pop();
    ahead.push(...target.split('/').reverse());
  }
  return { path: way.join('/') };
}
