import { joinGiven } from '../../manifests/given.ts';
import { entries, get, string, text, type Value } from '../../manifests/value.ts';
import type { DeploymentFact, StatedStart } from '../../model/deployment.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, isKnown, known, literal, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { dotenvGaps, variablesOf } from './dotenv.ts';
import { type DotenvValue, hiddenIn, readEnvironment, readFiles } from './environment.ts';
import {
  type ComposeFiles,
  folderOf,
  isComposeName,
  joinPath,
  type Layer,
  lastOf,
  layersOf,
  rootOf,
  stringsOf,
} from './files.ts';
import { fillKnown } from './interpolate.ts';

/** A folder of the tree that a service's image is built from. */
export interface ComposeBuild {
  readonly image: string;
  readonly folder: string;
  readonly file: string | null;
  /** The stage that becomes the image; null: the last. */
  readonly target: string | null;
  readonly range: Range;
}

export interface ComposeDeployment {
  readonly fact: DeploymentFact;
  readonly build: ComposeBuild | null;
  readonly entry: string;
}

export interface ComposeExtraction {
  readonly deployments: readonly ComposeDeployment[];
  readonly gaps: readonly Gap[];
}

/**
 * Reads the compose files of a tree, one deployment for each service. A file that completes another one is read upon it:
 * `compose.override.yaml`, as the tool does by itself, and a file of whose services some have neither image nor build.
 * Source: https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/
 */
export function extractCompose(found: readonly string[], files: ComposeFiles): ComposeExtraction {
  const extended = new Set(found.flatMap((path) => extendedBy(path, files)));
  const paths = found.filter((path) => isComposeName(path) || !extended.has(path));
  const deployments: ComposeDeployment[] = [];
  const gaps: Gap[] = [];
  const bases = new Map(paths.map((path) => [path, baseOf(path, paths, files)]));
  const overrides = (path: string): readonly string[] => paths.filter((other) => bases.get(other) === path);
  for (const path of paths) {
    const own = overrides(path);
    const usual = own.filter((other) => isUsual(other));
    const stack =
      isUsual(path) && bases.get(path) ? null : [...(bases.get(path) ? [bases.get(path) ?? ''] : []), path, ...usual];
    if (!stack || onlyBuilds(path, files)) continue;
    const errors = stack.flatMap((one) => (files.documents(one) ?? []).flatMap((document) => document.gaps));
    const others = own.filter((other) => !isUsual(other));
    const names = namesIn(bases.get(path) ? [path] : stack, files);
    if (names.length === 0) gaps.push(...errors);
    for (const name of names) {
      const covered = !others.some((other) => namesIn([other], files).includes(name));
      const outer = covered ? [] : [laidOver(stack, name, files)];
      deployments.push(readService(name, stack, files, [...errors, ...outer]));
    }
  }
  return { deployments, gaps };
}

/** Files from which services are taken: what no command names is not deployed by itself. */
function extendedBy(path: string, files: ComposeFiles): readonly string[] {
  return entries(get(rootOf(path, files), 'services')).flatMap(({ value }) => {
    const file = string(get(get(value, 'extends'), 'file'));
    return (file === null ? null : joinPath(folderOf(path), file)) ?? [];
  });
}

/** Another file is laid over it, somewhere: what this one does not list may be there. */
function laidOver(stack: readonly string[], name: string, files: ComposeFiles): Gap {
  const value = stack.map((path) => get(get(rootOf(path, files), 'services'), name)).find((one) => one !== null);
  return {
    reason: 'dynamic-list',
    text: 'another compose file is laid over this service',
    range: value?.range ?? null,
    names: 'all',
  };
}

function namesIn(stack: readonly string[], files: ComposeFiles): readonly string[] {
  const all = stack.flatMap((path) =>
    entries(get(rootOf(path, files), 'services')).flatMap(({ name, value }) => (value.kind === 'map' ? [name] : [])),
  );
  return [...new Set(all)];
}

/** A file for `docker compose build` alone: it says how each image is made and nothing of how it runs. */
function onlyBuilds(path: string, files: ComposeFiles): boolean {
  const services = entries(get(rootOf(path, files), 'services')).filter(({ value }) => value.kind === 'map');
  const runs = ({ value }: { readonly value: Value }): boolean =>
    get(value, 'image') === null ||
    get(value, 'build') === null ||
    entries(value).some(({ name }) => !/^(image|build|platform)$/.test(name));
  return services.length > 0 && !services.some(runs);
}

function isUsual(path: string): boolean {
  return /(^|\/)(docker[-_.]?)?compose\.override\.ya?ml$/.test(path);
}

/** The file that another one completes: it has the usual name, and lies beside it or in the folder above. */
function baseOf(path: string, paths: readonly string[], files: ComposeFiles): string | null {
  if (!isComposeName(path) || /(^|\/)(docker[-_.]?)?compose\.ya?ml$/.test(path)) return null;
  const own = entries(get(rootOf(path, files), 'services'));
  const folder = folderOf(path);
  const near = paths.filter(
    (other) => /(^|\/)(docker[-_.]?)?compose([-._]base)?\.ya?ml$/.test(other) && other !== path,
  );
  const base =
    near.find((other) => folderOf(other) === folder) ?? near.find((other) => folderOf(other) === folderOf(folder));
  if (base === undefined) return null;
  const partial = own.some(({ name, value }) => {
    const whole = layersOf(path, name, files).layers.some(
      (layer) => get(layer.value, 'image') ?? get(layer.value, 'build'),
    );
    return value.kind === 'map' && !whole;
  });
  return partial || isUsual(path) ? base : null;
}

function readService(
  name: string,
  stack: readonly string[],
  files: ComposeFiles,
  outer: readonly Gap[],
): ComposeDeployment {
  const found = stack.map((path) => layersOf(path, name, files));
  const layers = found.flatMap((one) => one.layers);
  const own = layers.at(-1) ?? { path: stack[0] ?? '', value: null };
  const entry = stack.findLast((path) => !isUsual(path)) ?? own.path;
  const last = found.findLast((one) => one.layers.length > 0)?.layers.at(-1) ?? null;
  const range = last?.value.range ?? { path: own.path, start: 0, end: 0 };
  const variables = variablesOf(folderOf(stack[0] ?? ''), files);
  const build = readBuild(layers, variables);
  const stated = textOf(lastOf(layers, 'image')?.value);
  const image = build ? literal(build.image, build.range) : stated && fillKnown(stated, variables);
  const given = joinGiven([readEnvironment(layers, files, variables), readFiles(layers)]);
  const gaps = [
    ...outer,
    ...given.gaps,
    ...found.flatMap(({ unread }) => (unread ? [unreadBase(unread)] : [])),
    ...dotenvGaps(layers, build, files),
  ];
  const complete = build !== null || lastOf(layers, 'image') !== null || lastOf(layers, 'build') !== null;
  const fact: DeploymentFact = {
    format: 'compose',
    carrier: 'yaml',
    workload: 'service',
    container: null,
    deployedName: nameOf(name, last?.path ?? own.path, files),
    project: null,
    region: null,
    source: null,
    image,
    ...readStart(layers),
    mode: complete ? 'declare' : 'merge',
    closes: complete ? ['secret', 'value'] : [],
    open: gaps.some((gap) => gap.names === 'all'),
    bindings: given.bindings,
    gaps,
    hidden: [...given.hidden, ...stack.flatMap((path) => hiddenIn(rootOf(path, files)))],
    range,
  };
  return { fact, build, entry };
}

function textOf(value: Value | null | undefined): Text | null {
  return text(value ?? null);
}

function nameOf(name: string, path: string, files: ComposeFiles): Text {
  const found = entries(get(rootOf(path, files), 'services')).find((one) => one.name === name);
  return literal(name, found?.keyRange ?? { path, start: 0, end: 0 }, true);
}

function unreadBase({ range }: Value): Gap {
  return { reason: 'dynamic-list', text: 'the service that it extends was not found', range, names: 'all' };
}

/** https://docs.docker.com/reference/compose-file/build/ */
function readBuild(layers: readonly Layer[], variables: ReadonlyMap<string, DotenvValue>): ComposeBuild | null {
  const stated = lastOf(layers, 'build');
  if (!stated) return null;
  const { value, path } = stated;
  const filled = (found: Value | null): string | null => {
    const own = text(found);
    return own && known(fillKnown(own, variables));
  };
  const context =
    filled(value) ?? filled(get(value, 'context')) ?? (value.kind === 'map' && !get(value, 'context') ? '.' : null);
  const folder = context === null ? null : joinPath(folderOf(path), context);
  if (folder === null) return null;
  const dockerfile = filled(get(value, 'dockerfile'));
  const file = dockerfile === null ? null : joinPath(folder, dockerfile);
  const target = filled(get(value, 'target'));
  // Services that are built alike have one image, whatever each calls it.
  const image = `#${folder}#${file ?? ''}${target === null ? '' : `#${target}`}`;
  return { image, folder, file, target, range: value.range };
}

function readStart(layers: readonly Layer[]): Pick<DeploymentFact, 'start'> {
  const [command, args] = ['entrypoint', 'command'].map((key) => {
    const words = stringsOf(lastOf(layers, key)?.value ?? null).map((item) => text(item));
    return words.length > 0 && words.every((word) => word !== null && isKnown(word))
      ? words.map((word) => asWritten(word ?? []))
      : null;
  });
  const start: StatedStart = { command: command ?? null, args: args ?? null };
  return command || args ? { start } : {};
}
