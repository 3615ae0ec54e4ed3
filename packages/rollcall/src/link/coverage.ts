import type { Coverage } from '../model/coverage.ts';
import type { Gap } from '../model/unresolved.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { isDockerfile } from './images.ts';
import { extensionOf, isForeign, isTest } from './paths.ts';
import { languageOf } from './program.ts';
import { isUnread, unreadDeployments } from './unread.ts';
import { holdsWordsOf, mentionsDeployment } from './words.ts';

const HOSTS = /^(sh|bash|zsh|ya?ml|tmpl|tpl|env)$/;

/** The files whose text is looked at: of our languages and hosts, images and package manifests; tests and code of others are left out. */
export function wantedFiles(tree: SourceTree): readonly string[] {
  const out: string[] = [];
  for (const [path, file] of tree.files) {
    if (file.kind === 'submodule' || isForeign(path) || isTest(path)) continue;
    const extension = extensionOf(path);
    if (
      languageOf(path) ||
      HOSTS.test(extension) ||
      isDockerfile(path) ||
      isUnread(path) ||
      isScript(path, extension) ||
      path.endsWith('package.json')
    )
      out.push(path);
  }
  return out;
}

/** A file without an extension may be a script by its first line. */
function isScript(path: string, extension: string): boolean {
  return (
    extension === '' &&
    /(^|\/)(bin|scripts?|deploy|ci|tools|\.githooks)\/|(^|\/)(deploy|release|start|entrypoint|run)[^/]*$/.test(path)
  );
}

/** How much of a tree was looked at, what was not, and whether that matters. */
export function coverageOf(
  tree: SourceTree,
  loaded: ReadonlySet<string>,
  broken: ReadonlyMap<string, { readonly start: number; readonly end: number }>,
  parsed: ReadonlySet<string>,
): { coverage: Coverage; gaps: readonly Gap[]; complete: boolean } {
  const gaps: Gap[] = [];
  let skipped = 0;
  let partly = 0;
  let files = 0;
  for (const path of loaded) {
    const text = tree.text(path);
    if (text === null || isUnread(path)) continue;
    files++;
    if (!text.ok) {
      skipped++;
      gaps.push({ reason: text.reason, text: path, range: null, names: 'all' });
    } else if (broken.has(path)) {
      partly++;
      gaps.push(brokenGap(path, text.text, broken.get(path)));
    } else if (/^<{7} /m.test(text.text) && (holdsWordsOf(text.text) || mentionsDeployment(text.text))) {
      partly++;
      gaps.push({ reason: 'conflict-markers', text: path, range: rangeOfConflict(path, text.text), names: 'all' });
    }
  }
  for (const id of tree.missingObjects) gaps.push({ reason: 'missing-object', text: id, range: null, names: 'all' });
  for (const folder of tree.unlisted) gaps.push({ reason: 'unreadable', text: folder, range: null, names: 'all' });
  gaps.push(...unreadDeployments(tree, loaded));
  const complete = gaps.length === 0;
  return {
    coverage: { files, parsed: files - skipped - partly, partly, skipped },
    gaps,
    complete: complete && parsed.size >= 0,
  };
}

function brokenGap(path: string, text: string, at: { readonly start: number; readonly end: number } | undefined): Gap {
  const conflict = /^<{7} /m.test(text);
  const range = at ? { path, start: at.start, end: Math.min(at.end, at.start + 200) } : null;
  return { reason: conflict ? 'conflict-markers' : 'syntax-error', text: path, range, names: 'all' };
}

function rangeOfConflict(path: string, text: string): { path: string; start: number; end: number } {
  const start = Math.max(0, text.search(/^<{7} /m));
  return { path, start, end: start + 7 };
}
