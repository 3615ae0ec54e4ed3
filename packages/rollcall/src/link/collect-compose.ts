import { type ComposeFiles, extractCompose, interpolate, isCompose, isComposeName } from '../formats/compose/index.ts';
import { type ManifestDocument, parseManifest } from '../manifests/parse.ts';
import { sourceOfFile } from '../manifests/source.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import type { Build } from './builds.ts';
import type { HostFacts } from './collect.ts';
import type { TreeGround } from './ground.ts';
import type { Memory } from './memory.ts';
import { extensionOf } from './paths.ts';
import { perText } from './per-text.ts';

const documentsIn = perText((path, text): readonly ManifestDocument[] =>
  parseManifest(sourceOfFile(path, text), interpolate),
);

/** A cheap look for a compose file: by its name, or by words that one holds. */
const mayBeCompose = perText((path, text) => ({
  may:
    /^ya?ml$/.test(extensionOf(path)) &&
    /^services\s*:/m.test(text) &&
    (isComposeName(path) ||
      (/^\s+(image|build)\s*:/m.test(text) && !/(^|\/)(\.github|\.gitlab-ci[^/]*|charts?|templates)(\/|$)/.test(path))),
}));

/** What the tree's compose files deploy, read as one: they complete each other. */
export function collectCompose(
  tree: SourceTree,
  loaded: ReadonlySet<string>,
  memory: Memory<HostFacts>,
  ground: TreeGround,
): readonly HostFacts[] {
  const candidates = [...loaded].sort().filter((path) => mayBeCompose(path, tree.text(path))?.may);
  if (candidates.length === 0) return [];
  const key = `compose ${candidates.join('\n')}`;
  const known = memory.recall(key, ground);
  if (known) return [known];
  const asked = new Map<string, string>();
  const fileOf = (path: string) => {
    asked.set(`text ${path}`, ground.answer(`text ${path}`));
    return loaded.has(path) ? tree.text(path) : null;
  };
  const files: ComposeFiles = {
    text: (path) => {
      const file = fileOf(path);
      return file?.ok ? file.text : null;
    },
    documents: (path) => documentsIn(path, fileOf(path)),
  };
  const paths = candidates.filter((path) => isCompose(path, files));
  const { deployments, gaps } = extractCompose(paths, files);
  const facts: HostFacts = {
    deployments: deployments.map(({ fact, entry }) => ({ fact, command: null, entry })),
    gaps,
    builds: deployments.flatMap(({ build, entry }): Build[] =>
      build
        ? [
            {
              images: [build.image],
              folders: [build.folder],
              files: build.file === null ? [] : [build.file],
              target: build.target,
              config: [],
              substitutions: new Map(),
              submits: false,
              path: build.range.path,
              start: build.range.start,
              entry,
            },
          ]
        : [],
    ),
    reached: [],
    touched: new Set(),
  };
  memory.keep(key, ground.groundsOf([], asked), facts);
  return [facts];
}
