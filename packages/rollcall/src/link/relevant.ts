import type { SourceTree, TreeFile } from '../workspace/source-tree.ts';
import { isOtherHost } from './collect-ci.ts';
import { isDockerfile } from './images.ts';
import { CONFIGURATION } from './import-aliases.ts';
import { ancestors, extensionOf, folderOf, isForeign, isTest } from './paths.ts';
import { perPath } from './per-text.ts';
import { languageOf } from './program.ts';
import { isTaskFile } from './tasks.ts';
import { isTerraform } from './terraform-folders.ts';
import { isUnread } from './unread.ts';

const HOSTS = /^(sh|bash|zsh|ps1|ya?ml|tmpl|tpl|env|j2)$/;

/** Files of variables: `.env`, `.env.production`, `prod.env.yaml`, and those that compose and kustomize are told to read. */
const VARIABLES =
  /(^|\/)\.env(\.[\w-]+)*$|(^|\/)\.?env(\.[\w-]+)+$|(^|\/)(kustomize|k8s|kubernetes|overlays?|base)\/(.*\/)?[^/]+\.properties$/;

/** What scripts make manifests of. */
const TEMPLATES = /\.(ya?ml|json)\.(template|in|envsubst)$|\.(template|in|envsubst)\.json$/;

/** Lists that scripts go through line by line to say what they deploy with. */
const LISTS =
  /(^|\/)[^/]*(?:env|secret|variable|vars|config|setting|param)[^/]*\.(?:txt|list|ini|conf|cfg|properties)$/i;

/** Manifests whose presence tells that a folder is a piece of software of its own. */
const MARKERS = /(^|\/)(pyproject\.toml|requirements\.txt|setup\.py|Pipfile|Gemfile|pom\.xml|build\.gradle(\.kts)?)$/;

type Role = 'read' | 'marker' | 'none';

/** What a path can be to us: a file that is read, one whose presence says something, or nothing. Tests and code of others are nothing. */
const roleOf = perPath((path): Role => {
  if (isForeign(path) || isTest(path)) return 'none';
  const extension = extensionOf(path);
  if (
    languageOf(path) ||
    HOSTS.test(extension) ||
    isDockerfile(path) ||
    isUnread(path) ||
    isTaskFile(path) ||
    isOtherHost(path) ||
    VARIABLES.test(path) ||
    LISTS.test(path) ||
    TEMPLATES.test(path) ||
    isTerraform(path) ||
    isScript(path, extension) ||
    path.endsWith('package.json') ||
    /(^|\/)Kustomization$/.test(path) ||
    /(^|\/)go\.mod$/.test(path) ||
    CONFIGURATION.test(path.slice(path.lastIndexOf('/') + 1))
  )
    return 'read';
  return MARKERS.test(path) ? 'marker' : 'none';
});

/** Whether a file of this path can change what is found in a tree. */
export function isRelevant(path: string): boolean {
  return roleOf(path) !== 'none';
}

/** A file without an extension may be a script by its first line. */
function isScript(path: string, extension: string): boolean {
  return (
    extension === '' &&
    /(^|\/)(bin|scripts?|deploy|ci|tools|\.githooks)\/|(^|\/)(deploy|release|start|entrypoint|run)[^/]*$/.test(path)
  );
}

/** A tree without the files that say nothing here, and the paths of those that are read. */
export function relevantPart(tree: SourceTree): { readonly tree: SourceTree; readonly wanted: readonly string[] } {
  const files = new Map<string, TreeFile>();
  const wanted: string[] = [];
  for (const [path, file] of tree.files) {
    const role = roleOf(path);
    if (role === 'none' || file.kind === 'submodule') continue;
    files.set(path, file);
    if (role === 'read') wanted.push(path);
  }
  let folders: ReadonlySet<string> | null = null;
  const isFolder = (path: string): boolean => {
    folders ??= new Set([...files.keys()].flatMap((file) => ancestors(folderOf(file))));
    return folders.has(path === '.' ? '' : path.replace(/\/+$/, ''));
  };
  return { tree: { ...tree, files, isFolder }, wanted };
}
