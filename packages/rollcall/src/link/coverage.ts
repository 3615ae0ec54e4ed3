import type { Coverage } from '../model/coverage.ts';
import type { Gap } from '../model/unresolved.ts';
import type { FileText } from '../workspace/file-text.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { brokenTerraform, unreadTerraform } from './collect-terraform.ts';
import { extensionOf } from './paths.ts';
import { perText } from './per-text.ts';
import { languageOf } from './program.ts';
import { isUnread, unreadDeployments } from './unread.ts';
import { holdsWordsOf, mentionsDeployment } from './words.ts';

/** Where a text that may matter holds the markers of a conflict. */
const conflictIn = perText((path, text) => {
  const marked = /^<{7} /m.test(text) && (holdsWordsOf(text) || mentionsDeployment(text));
  return { range: marked ? rangeOfConflict(path, text) : null };
});

/** How much of a tree was looked at, what was not, and whether that matters. */
export function coverageOf(
  tree: SourceTree,
  loaded: ReadonlySet<string>,
  broken: ReadonlyMap<string, { readonly start: number; readonly end: number }>,
): { coverage: Coverage; gaps: readonly Gap[]; complete: boolean } {
  const gaps: Gap[] = [];
  let skipped = 0;
  let partly = 0;
  let files = 0;
  for (const path of loaded) {
    const text = tree.text(path);
    if (text === null || (isUnread(path) && !languageOf(path)) || leadsNowhere(tree, path, text)) continue;
    files++;
    if (!text.ok) {
      skipped++;
      gaps.push({ reason: text.reason, text: path, range: null, names: 'all' });
      continue;
    }
    const at = broken.get(path) ?? brokenTerraform(path, text);
    if (at) {
      partly++;
      gaps.push(brokenGap(path, text.text, at));
    } else {
      const range = conflictIn(path, text)?.range ?? null;
      if (range === null) continue;
      partly++;
      gaps.push({ reason: 'conflict-markers', text: path, range, names: 'all' });
    }
  }
  for (const id of tree.missingObjects) gaps.push({ reason: 'missing-object', text: id, range: null, names: 'all' });
  for (const folder of tree.unlisted) gaps.push({ reason: 'unreadable', text: folder, range: null, names: 'all' });
  gaps.push(...unreadDeployments(tree, loaded), ...unreadTerraform(tree, loaded));
  return {
    coverage: { files, parsed: files - skipped - partly, partly, skipped },
    gaps,
    complete: gaps.length === 0,
  };
}

/** A link of a commit to a folder, or to nothing, holds no text; it is only taken for a script by its name. */
function leadsNowhere(tree: SourceTree, path: string, text: FileText): boolean {
  const isLink = tree.commit !== null && tree.files.get(path)?.kind === 'symlink';
  return isLink && extensionOf(path) === '' && !text.ok && text.reason === 'unreadable';
}

function brokenGap(path: string, text: string, at: { readonly start: number; readonly end: number }): Gap {
  const conflict = /^<{7} /m.test(text);
  const range = { path, start: at.start, end: Math.min(at.end, at.start + 200) };
  return { reason: conflict ? 'conflict-markers' : 'syntax-error', text: path, range, names: 'all' };
}

function rangeOfConflict(path: string, text: string): { path: string; start: number; end: number } {
  const start = Math.max(0, text.search(/^<{7} /m));
  return { path, start, end: start + 7 };
}
