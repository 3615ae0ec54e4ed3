import type { ReadScript } from '../carriers/shell/index.ts';
import { mentionsCloudRun } from '../formats/cloud-run-yaml/index.ts';
import { extractDockerRun, joinEnvFiles } from '../formats/docker-run/index.ts';
import { bindingsFromEnvFile } from '../formats/gcloud/env-file.ts';
import {
  bindingsFromWrittenFile,
  expandFlagsFiles,
  extractGcloud,
  type GcloudExtraction,
  joinEnvFile,
} from '../formats/gcloud/index.ts';
import { type HelmRelease, type KeySet, readCreatedStore, readRelease } from '../formats/kubernetes/index.ts';
import type { Command } from '../model/command.ts';
import type { DeploymentFact } from '../model/deployment.ts';
import { asShown } from '../model/shown-text.ts';
import type { Range } from '../model/span.ts';
import { known, literal, type Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import { appFrom } from './app-engine.ts';
import { type Build, buildsOf } from './builds.ts';
import { copyKey, joinWays } from './join-ways.ts';
import { waysByFile, writtenFile } from './named-files.ts';
import { folderOf, joinPath } from './paths.ts';
import { commonUnset, withUnsetInputs } from './unset-inputs.ts';
import { readWrittenManifest } from './written-manifests.ts';

/** A deployment with the command that makes it (none for a manifest) and the file that was started to reach it. */
export interface FoundDeployment {
  readonly fact: DeploymentFact;
  readonly command: Command | null;
  readonly entry: string;
  /** Branches to which the host limits it, where the step is no command. */
  readonly branches?: readonly string[];
}

/** What the files of a tree deploy, before services are known. */
export interface Found {
  readonly deployments: readonly FoundDeployment[];
  readonly gaps: readonly Gap[];
  /** The images that they build. */
  readonly builds: readonly Build[];
  /** The charts that they deploy. */
  readonly releases?: readonly HelmRelease[];
  /** The Secrets and ConfigMaps of Kubernetes that they make. */
  readonly stores?: readonly KeySet[];
  /** Commands that deploy a manifest of the tree, which is read by itself. */
  readonly applied?: readonly Range[];
}

/** Several files' or commands' findings as one. */
export function joinFound(parts: readonly Found[]): Found {
  return {
    deployments: parts.flatMap(({ deployments }) => deployments),
    gaps: parts.flatMap(({ gaps }) => gaps),
    builds: parts.flatMap(({ builds }) => builds),
    releases: parts.flatMap(({ releases = [] }) => releases),
    stores: parts.flatMap(({ stores = [] }) => stores),
    applied: parts.flatMap(({ applied = [] }) => applied),
  };
}

/** The text of a file of the tree, or null. */
export interface ReadText {
  (path: string): string | null;
  /** The paths of files that begin and end so. */
  readonly list?: (before: string, after: string) => readonly string[];
}

/** Reads scripts of the tree for those that run or source them. */
export function scriptReader(readText: ReadText): ReadScript {
  const read = (path: string): ReturnType<ReadScript> => {
    const text = readText(path);
    return text === null ? null : { path, text };
  };
  return Object.assign(read, readText.list ? { list: readText.list } : {});
}

/** The deployments of commands, with the files of variables that they name. Commands of other tools give nothing. */
export function deploymentsOf(commands: readonly Command[], entry: string, readText: ReadText): Found {
  const deployments: FoundDeployment[] = [];
  const gaps: Gap[] = [];
  const applied: Range[] = [];
  for (const written of commands.flatMap((one) => waysByFile(one, readText))) {
    const command = expandFlagsFiles(written, (name) => textNamed(written, name, readText));
    const extraction = extractGcloud(command);
    const read = withEnvFiles(extraction, readText, bindingsFromEnvFile, command);
    for (const fact of read) deployments.push({ fact, command, entry });
    const run = extractDockerRun(command);
    if (run) {
      // Beside what the script wrote there is nothing to be had from a folder that only run time knows.
      const inTree = command.directory === null ? () => null : readText;
      const texts = run.files.map((file) => textNamed(command, file, inTree)?.text ?? null);
      deployments.push({ fact: joinEnvFiles(run, texts), command, entry });
    }
    gaps.push(...extraction.gaps);
    for (const { kind, file, project, region, range } of extraction.manifests) {
      const made = kind === 'app' ? null : readWrittenManifest(command, file, readText);
      if (kind === 'app') {
        const apps = appFrom(pathsOf(command, known(file)), { file, project, range }, readText);
        for (const fact of apps.deployments) deployments.push({ fact, command, entry });
        gaps.push(...apps.gaps);
      } else if (made) {
        for (const fact of made.deployments)
          deployments.push({ fact: { ...fact, project, region: fact.region ?? region }, command, entry });
        gaps.push(...made.gaps);
        if (made.deployments.length === 0) applied.push(range);
      } else if (!pathsOf(command, known(file)).some((path) => readText(path) !== null))
        gaps.push({ reason: 'unread-hand-over', text: `the manifest ${asShown(file)}`, range, names: 'all' });
      else if (pathsOf(command, known(file)).some((path) => mentionsCloudRun(readText(path) ?? '')))
        applied.push(range);
    }
  }
  return {
    deployments: dropCopies(joinWays(deployments.map(withUnsetInputs))),
    gaps,
    builds: buildsOf(commands, entry),
    releases: commands.flatMap((command) => readRelease(command, entry) ?? []),
    stores: commands.flatMap((command) => readCreatedStore(command) ?? []),
    applied,
  };
}

/** What a file's name in a command may mean: from the folder it runs in, from the root, from beside the script. */
function pathsOf(command: Pick<Command, 'directory' | 'range'> | null, name: string | null): readonly string[] {
  if (name === null) return [];
  const folders = command ? [command.directory ?? '', folderOf(command.range.path)] : [''];
  return folders.flatMap((folder) => joinPath(folder, name) ?? []);
}

/** The text of a file that a command names: what a script wrote to it before, else that of the tree. */
function textNamed(command: Command, name: Text, readText: ReadText): { path: string; text: Text } | null {
  const written = writtenFile(command, name);
  if (written) return written;
  for (const path of pathsOf(command, known(name))) {
    const text = readText(path);
    if (text !== null) return { path, text: literal(text, { path, start: 0, end: text.length }, true) };
  }
  return null;
}

/** Puts the variables of the files that deployments name into them. */
export function withEnvFiles(
  extraction: GcloudExtraction,
  readText: ReadText,
  readFile: typeof bindingsFromEnvFile = bindingsFromEnvFile,
  command: Command | null = null,
): readonly DeploymentFact[] {
  const made = [...extraction.deployments];
  for (const reference of extraction.envFiles) {
    const fact = made[reference.deployment];
    const paths = pathsOf(command, known(reference.file));
    const written = command ? writtenFile(command, reference.file) : null;
    if (fact && written) {
      made[reference.deployment] = joinEnvFile(
        fact,
        reference,
        bindingsFromWrittenFile(written.text, written.path, reference.range),
      );
      continue;
    }
    const path = paths.find((one) => readText(one) !== null) ?? paths[0] ?? null;
    const text = path === null ? null : readText(path);
    if (fact && path !== null)
      made[reference.deployment] = joinEnvFile(fact, reference, text === null ? null : readFile(text, path));
  }
  return made;
}

/** One command that was reached in several ways, or whose other words have alternatives, deploys once. */
export function dropCopies(deployments: readonly FoundDeployment[]): readonly FoundDeployment[] {
  const unique = new Map<string, FoundDeployment>();
  for (const found of deployments) {
    const key = copyKey(found);
    const same = unique.get(key);
    unique.set(key, same ? { ...same, fact: commonUnset(same.fact, found.fact) } : found);
  }
  return [...unique.values()];
}
