import type { Gap } from '../model/unresolved.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { isForeign, isTest } from './paths.ts';
import { perPath, perText } from './per-text.ts';

/** Files that often deploy and whose language is not read: Terraform and others. */
const UNREAD = /(^|\/)Rakefile$|\.(rb|tf|go|java|kt|groovy|fish)$/;

export const isUnread = perPath((path) => UNREAD.test(path) && !isTest(path) && !isForeign(path));

/** Words that stand where a Cloud Run service or job is deployed, and not where one is merely described or named. */
const DEPLOYS =
  /gcloud(\.cmd)?\s[^\n#]{0,80}?\brun\s+(deploy|services\s+(update|replace)|jobs\s+(deploy|create|update|replace))\b|resource\s+"google_cloud_run(_v2)?_(service|job)"/;

/** Where a text deploys to Cloud Run, in words; null: it does not. */
export function deployingWords(text: string): { readonly start: number; readonly end: number } | null {
  const found = DEPLOYS.exec(text);
  return found ? { start: found.index, end: found.index + found[0].length } : null;
}

const deployingIn = perText((_path, text) => ({ words: deployingWords(text) }));

/** Files that deploy and are not read, each told at its first such place. */
export function unreadDeployments(tree: SourceTree, loaded: ReadonlySet<string>): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const path of [...loaded].sort()) {
    if (!isUnread(path)) continue;
    const found = deployingIn(path, tree.text(path))?.words;
    if (found)
      gaps.push({
        reason: 'unreadable',
        text: 'it deploys to Cloud Run, and files of its kind are not read',
        range: { path, ...found },
        names: 'all',
      });
  }
  return gaps;
}
