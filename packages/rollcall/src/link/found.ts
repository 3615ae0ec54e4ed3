import { bindingsFromEnvFile } from '../formats/gcloud/env-file.ts';
import {
  bindingsFromWrittenFile,
  expandFlagsFiles,
  extractGcloud,
  type GcloudExtraction,
  joinEnvFile,
} from '../formats/gcloud/index.ts';
import type { Command } from '../model/command.ts';
import type { BindingFact, DeploymentFact } from '../model/deployment.ts';
import { asShown } from '../model/shown-text.ts';
import { asWritten, known, type Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import { appFrom } from './app-engine.ts';
import { type Build, buildsOf } from './builds.ts';
import { folderOf, joinPath } from './paths.ts';

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
}

/** Several files' or commands' findings as one. */
export function joinFound(parts: readonly Found[]): Found {
  return {
    deployments: parts.flatMap(({ deployments }) => deployments),
    gaps: parts.flatMap(({ gaps }) => gaps),
    builds: parts.flatMap(({ builds }) => builds),
  };
}

/** The text of a file of the tree, or null. */
export type ReadText = (path: string) => string | null;

/** The deployments of commands, with the files of variables that they name. Commands of other tools give nothing. */
export function deploymentsOf(commands: readonly Command[], entry: string, readText: ReadText): Found {
  const deployments: FoundDeployment[] = [];
  const gaps: Gap[] = [];
  for (const written of commands) {
    const command = expandFlagsFiles(written, (name) => fileNamed(written, name, readText));
    const extraction = extractGcloud(command);
    const read = withEnvFiles(extraction, readText, bindingsFromEnvFile, command);
    for (const fact of read) deployments.push({ fact, command, entry });
    gaps.push(...extraction.gaps);
    for (const { kind, file, project, range } of extraction.manifests)
      if (kind === 'app') {
        const apps = appFrom(pathsOf(command, known(file)), { file, project, range }, readText);
        for (const fact of apps.deployments) deployments.push({ fact, command, entry });
        gaps.push(...apps.gaps);
      } else if (!pathsOf(command, known(file)).some((path) => readText(path) !== null))
        gaps.push({ reason: 'unread-hand-over', text: `the manifest ${asShown(file)}`, range, names: 'all' });
  }
  return { deployments: dropCopies(deployments), gaps, builds: buildsOf(commands, entry) };
}

/** What a file's name in a command may mean: from the folder it runs in, from the root, from beside the script. */
function pathsOf(command: Pick<Command, 'directory' | 'range'> | null, name: string | null): readonly string[] {
  if (name === null) return [];
  const folders = command ? [command.directory ?? '', folderOf(command.range.path)] : [''];
  return folders.flatMap((folder) => joinPath(folder, name) ?? []);
}

function fileNamed(command: Command, name: string, readText: ReadText): { path: string; text: string } | null {
  for (const path of pathsOf(command, name)) {
    const text = readText(path);
    if (text !== null) return { path, text };
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
    const written = command ? writtenFile(command, known(reference.file)) : null;
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

/** What a script wrote to a file before the command that names it. */
function writtenFile({ files, directory }: Command, name: string | null): { path: string; text: Text } | null {
  if (!files || name === null) return null;
  const path = name.startsWith('/') ? name : joinPath(directory ?? '', name);
  const text = path !== null && Object.hasOwn(files, path) ? files[path] : undefined;
  // Where branches wrote different texts nothing is known of it.
  return path !== null && text && !(text.length === 1 && text[0]?.kind === 'hole') ? { path, text } : null;
}

/** One command that was reached in several ways, or whose other words have alternatives, deploys once. */
export function dropCopies(deployments: readonly FoundDeployment[]): readonly FoundDeployment[] {
  const unique = new Map<string, FoundDeployment>();
  for (const found of deployments) {
    const key = copyKey(found);
    if (!unique.has(key)) unique.set(key, found);
  }
  return [...unique.values()];
}

/** The same for all deployments of one command that give the same. */
export function copyKey({ fact }: FoundDeployment): string {
  return JSON.stringify([
    fact.range.path,
    fact.range.start,
    asWritten(fact.deployedName),
    fact.container,
    fact.mode,
    fact.open,
    fact.bindings.map(bindingKey),
  ]);
}

function bindingKey(binding: BindingFact): unknown {
  const { name, operation, source, conditional, target } = binding;
  return [name, target, operation, source, conditional, binding.value ? known(binding.value) : null];
}
