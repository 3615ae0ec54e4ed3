import type { Program } from '../evaluate/modules.ts';
import { extractCloudRunYaml, mentionsCloudRun } from '../formats/cloud-run-yaml/index.ts';
import type { Gap } from '../model/unresolved.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { collectHosts } from './collect-hosts.ts';
import { deploymentsOf, type Found, type FoundDeployment, type ReadText } from './found.ts';
import { extensionOf, isForeign, isTest } from './paths.ts';
import { languageOf } from './program.ts';
import { commandsOf } from './script-commands.ts';
import { mentionsDeployment } from './words.ts';

/** Everything that the files of a tree deploy, in the order of their paths. */
export function collectDeployments(tree: SourceTree, loaded: ReadonlySet<string>, program: Program): Found {
  const deployments: FoundDeployment[] = [];
  const gaps: Gap[] = [];
  const add = (found: Found): void => {
    deployments.push(...found.deployments);
    gaps.push(...found.gaps);
  };
  const readText: ReadText = (path) => {
    const file = loaded.has(path) ? tree.text(path) : null;
    return file?.ok ? file.text : null;
  };
  for (const path of [...loaded].sort()) {
    if (isTest(path) || isForeign(path)) continue;
    const text = readText(path);
    if (text === null) continue;
    if (languageOf(path)) {
      if (mentionsDeployment(text)) add(collectProgram(program, path, readText));
    } else if (/^(ya?ml|json|tmpl|tpl)$/.test(extensionOf(path)) && mentionsCloudRun(text)) {
      const manifests = extractCloudRunYaml({ path, text });
      add({
        deployments: manifests.deployments.map((fact) => ({ fact, command: null, entry: path })),
        gaps: manifests.gaps,
      });
    } else add(collectHosts(path, text, readText));
  }
  return { deployments, gaps };
}

function collectProgram(program: Program, path: string, readText: ReadText): Found {
  const { commands, gaps } = commandsOf(program, path);
  const found = deploymentsOf(commands, path, readText);
  return { deployments: found.deployments, gaps: [...gaps, ...found.gaps] };
}
