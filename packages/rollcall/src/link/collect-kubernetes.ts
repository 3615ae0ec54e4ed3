import {
  extractKubernetes,
  fillSubstitutions,
  type KubernetesCommands,
  type ManifestFiles,
  mentionsKubernetes,
} from '../formats/kubernetes/index.ts';
import { type ManifestDocument, parseManifest } from '../manifests/parse.ts';
import { sourceOfFile } from '../manifests/source.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import type { HostFacts } from './collect.ts';
import type { TreeGround } from './ground.ts';
import type { Memory } from './memory.ts';
import { extensionOf } from './paths.ts';
import { perText } from './per-text.ts';

const MANIFEST = /^(ya?ml|json|tmpl|tpl|j2|jinja2)$/;

/** Whether a file is a part of what is deployed to Kubernetes: a manifest, a kustomization, a chart's file. */
const isPart = perText((path, text) => ({
  part: MANIFEST.test(extensionOf(path)) && mentionsKubernetes(path, text),
}));

const documentsIn = perText((path, text): readonly ManifestDocument[] =>
  parseManifest(sourceOfFile(path, text), fillSubstitutions),
);

/**
 * What the tree's manifests, kustomizations and charts deploy to Kubernetes, read as one: they refer to each other by name. It is read
 * anew where one of the files that were looked at is another, or another file is there.
 */
export function collectKubernetes(
  tree: SourceTree,
  loaded: ReadonlySet<string>,
  memory: Memory<HostFacts>,
  ground: TreeGround,
  { releases, stores }: KubernetesCommands,
): readonly HostFacts[] {
  const sorted = [...loaded].sort();
  const parts = sorted.filter((path) => isPart(path, tree.text(path))?.part);
  if (parts.length === 0) return [];
  const charts = parts
    .filter((path) => /(^|\/)Chart\.ya?ml$/.test(path))
    .map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const inChart = (path: string): boolean =>
    charts.some((folder) => folder === '' || path.startsWith(`${folder}/`)) && MANIFEST.test(extensionOf(path));
  const paths =
    charts.length === 0 ? parts : sorted.filter((path) => isPart(path, tree.text(path))?.part || inChart(path));
  const commands = new Map(releases.map((release) => [JSON.stringify({ ...release, entry: '' }), release]));
  const made = new Map(stores.map((store) => [JSON.stringify(store), store]));
  const stated = [...[...commands].map(([words, { entry }]) => `${entry} ${words}`), ...made.keys()];
  const key = ['kubernetes', ...paths, ...stated].join('\n');
  const known = memory.recall(key, ground);
  if (known) return [known];
  const asked = new Map<string, string>();
  const extraction = extractKubernetes(
    paths,
    filesOf(tree, loaded, (path) => asked.set(`text ${path}`, ground.answer(`text ${path}`))),
    { releases: [...commands.values()], stores: [...made.values()] },
  );
  const facts: HostFacts = {
    deployments: extraction.deployments,
    gaps: extraction.gaps,
    builds: [],
    reached: [],
    touched: new Set(),
  };
  memory.keep(key, ground.groundsOf([], asked), facts);
  return [facts];
}

/** The tree's files as formats ask for them; `ask` is told of each that is looked for. */
function filesOf(tree: SourceTree, loaded: ReadonlySet<string>, ask: (path: string) => void): ManifestFiles {
  const fileOf = (path: string) => {
    ask(path);
    return loaded.has(path) ? tree.text(path) : null;
  };
  return {
    text: (path) => {
      const file = fileOf(path);
      return file?.ok ? file.text : null;
    },
    documents: (path) => documentsIn(path, fileOf(path)),
    isFolder: (path) => path === '' || tree.isFolder(path),
    below: (folder) => [...loaded].filter((path) => path.startsWith(`${folder}/`)).sort(),
  };
}
