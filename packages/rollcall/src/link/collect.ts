import type { Program } from '../evaluate/modules.ts';
import { extractCloudRunYaml, mentionsCloudRun } from '../formats/cloud-run-yaml/index.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import {
  collectCloudBuild,
  collectLine,
  collectPipeline,
  collectScript,
  collectWorkflow,
  followBuilds,
  type Hosts,
  isCloudBuild,
  isPipeline,
  isShellScript,
  isWorkflow,
} from './collect-hosts.ts';
import { deploymentsOf, type Found, joinFound, type ReadText } from './found.ts';
import { extensionOf, isForeign, isTest } from './paths.ts';
import { languageOf } from './program.ts';
import { commandsOf } from './script-commands.ts';
import { deployingWords } from './unread.ts';
import { mentionsDeployment } from './words.ts';

/** Everything that the files of a tree deploy, in the order of their paths. */
export function collectDeployments(tree: SourceTree, loaded: ReadonlySet<string>, program: Program): Found {
  const all: Found[] = [];
  const add = (found: Found): void => {
    all.push(found);
  };
  const readText: ReadText = (path) => {
    const file = loaded.has(path) ? tree.text(path) : null;
    return file?.ok ? file.text : null;
  };
  const hosts: Hosts = { readText, reached: new Set() };
  const scripts: { path: string; text: string }[] = [];
  const configurations: { path: string; text: string }[] = [];
  for (const path of [...loaded].sort()) {
    if (isTest(path) || isForeign(path)) continue;
    const text = readText(path);
    if (text === null) continue;
    if (languageOf(path)) {
      if (mentionsDeployment(text)) add(orNothing(collectProgram(program, hosts, path), path, text));
    } else if (isWorkflow(path)) add(collectWorkflow(hosts, path, text));
    else if (isPipeline(path)) add(collectPipeline(hosts, path, text));
    else if (isCloudBuild(path, text)) configurations.push({ path, text });
    else if (isShellScript(path, text)) scripts.push({ path, text });
    else if (/^(ya?ml|json|tmpl|tpl)$/.test(extensionOf(path)) && mentionsCloudRun(text))
      add(collectManifests(path, text));
  }
  // Scripts that were reached with arguments of their own have been read with them.
  for (const { path, text } of scripts)
    if (!hosts.reached.has(path) && /gcloud|\.sh\b/.test(text))
      add(orNothing(collectScript(hosts, path, text), path, text));
  for (const { path, text } of configurations)
    if (!hosts.reached.has(path)) add(collectCloudBuild(hosts, path, text, new Map(), path));
  return joinFound(all);
}

/** What is called a deployment and deploys nothing that is seen is told, unless something else of it is told already. */
function orNothing(found: Found, path: string, text: string): Found {
  const called = /(^|[-_.])deploy([-_.]|$)/i.test(path.slice(path.lastIndexOf('/') + 1));
  const words = called ? deployingWords(text) : null;
  if (!words || found.deployments.length > 0 || found.gaps.length > 0) return found;
  return { ...found, gaps: [{ reason: 'deploys-nothing', text: path, range: { path, ...words }, names: 'all' }] };
}

function collectManifests(path: string, text: string): Found {
  const manifests = extractCloudRunYaml({ path, text });
  return {
    deployments: manifests.deployments.map((fact) => ({ fact, command: null, entry: path })),
    gaps: manifests.gaps,
    builds: [],
  };
}

function collectProgram(program: Program, hosts: Hosts, path: string): Found {
  const { commands, lines, gaps } = commandsOf(program, path);
  const own = followBuilds(hosts, deploymentsOf(commands, path, hosts.readText));
  return joinFound([
    { deployments: [], gaps, builds: [] },
    own,
    ...lines.map((line) => collectLine(hosts, line, path)),
  ]);
}
