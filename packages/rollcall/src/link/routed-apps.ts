import type { SourceTree } from '../workspace/source-tree.ts';
import { languageOf } from './program.ts';
import { type ImportGraph, mentionedIn, reachOf } from './reach.ts';

/** Next.js in a folder. https://nextjs.org/docs/app/api-reference/config/next-config-js */
const CONFIGURATION = /^next\.config\.[cm]?[jt]s$/;

/** What it loads by its place: https://nextjs.org/docs/app/getting-started/project-structure. Files beside its configuration may be started. */
const BY_PLACE = /^(src\/)?(app|pages)\/|^(src\/)?(middleware|proxy|instrumentation(-client)?)\.[cm]?[jt]sx?$|^[^/]+$/;

/**
 * The code of a service of which no entry is known, without what no page of a Next.js app leads to: nothing of that is built in. A file
 * that some import may mean, by its last word, is kept though it is not known where that leads.
 */
export function withoutUnbuilt(
  tree: SourceTree,
  graph: ImportGraph,
  roots: readonly string[],
  code: readonly string[],
): readonly string[] {
  const dropped = new Set<string>();
  for (const root of roots) {
    const prefix = root === '' ? '' : `${root}/`;
    const own = code.filter((path) => path.startsWith(prefix) && languageOf(path)?.id === 'javascript');
    const inside = (path: string): string => path.slice(prefix.length);
    if (![...tree.files.keys()].some((path) => path.startsWith(prefix) && CONFIGURATION.test(inside(path)))) continue;
    const reached = new Set(
      reachOf(
        graph,
        own.filter((path) => BY_PLACE.test(inside(path))),
      ),
    );
    const mentioned = mentionedIn(tree, code);
    for (const path of own) if (!reached.has(path) && !mentioned.has(wordOf(path))) dropped.add(path);
  }
  return dropped.size === 0 ? code : code.filter((path) => !dropped.has(path));
}

/** `lib/chat.ts` and `lib/chat/index.ts` are `chat`. */
function wordOf(path: string): string {
  const parts = path.replace(/\.\w+$/, '').split('/');
  const last = parts.at(-1) ?? '';
  return last === 'index' ? (parts.at(-2) ?? '') : last;
}
