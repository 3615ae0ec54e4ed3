import { parseManifest } from '../../manifests/parse.ts';
import { sourceOfFile } from '../../manifests/source.ts';
import { at, entries, get, items, string, strings, text as textOf, type Value } from '../../manifests/value.ts';
import type { Argument, Command, Condition } from '../../model/command.ts';
import type { Range } from '../../model/span.ts';
import { literal, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import type { HostFacts } from '../yaml/host-script.ts';

export interface SkaffoldInput {
  readonly path: string;
  readonly text: string;
}

/** Whether a YAML file configures Skaffold. */
export function isSkaffold(path: string, text: string): boolean {
  if (!/\.ya?ml$/.test(path)) return false;
  return /(^|\/)skaffold[^/]*$/.test(path) || /^apiVersion:\s*["']?skaffold\//m.test(text);
}

/**
 * Reads a configuration of Skaffold as the commands that it runs: a build for each artifact, `helm upgrade` for each release, with what
 * profiles change. Manifests that it applies are read by themselves. Never throws, whatever the text.
 *
 * https://skaffold.dev/docs/references/yaml/
 */
export function readSkaffold({ path, text }: SkaffoldInput): HostFacts {
  const documents = parseManifest(sourceOfFile(path, text), (one) => one);
  const commands: Command[] = [];
  const gaps: Gap[] = documents.flatMap((document) => document.gaps);
  for (const { root } of documents) {
    if (!string(get(root, 'apiVersion'))?.startsWith('skaffold/')) continue;
    readPipeline({ path, commands, gaps, conditions: [] }, root);
    for (const profile of items(get(root, 'profiles'))) {
      const name = string(get(profile, 'name'));
      const conditions = name === null ? [] : [{ subject: 'profile', equals: name }];
      readPipeline({ path, commands, gaps, conditions }, profile);
    }
  }
  return { commands, handOvers: [], gaps, inputs: new Map() };
}

interface Reading {
  readonly path: string;
  readonly commands: Command[];
  readonly gaps: Gap[];
  readonly conditions: readonly Condition[];
}

function readPipeline(reading: Reading, pipeline: Value | null): void {
  for (const artifact of items(at(pipeline, 'build', 'artifacts'))) addBuild(reading, artifact);
  // Before `skaffold/v3` releases stood below `deploy`.
  for (const part of ['manifests', 'deploy'])
    for (const release of items(at(pipeline, part, 'helm', 'releases'))) addRelease(reading, release);
}

function addBuild(reading: Reading, artifact: Value): void {
  const image = textOf(get(artifact, 'image'));
  if (!image) return;
  const context = textOf(get(artifact, 'context')) ?? literal('.');
  const pack = get(artifact, 'buildpacks');
  if (pack) {
    add(reading, artifact.range, [literal('pack'), literal('build'), image, literal('--path'), context]);
    return;
  }
  const how = get(artifact, 'docker') ?? get(artifact, 'kaniko');
  const file = textOf(get(how, 'dockerfile'));
  const target = textOf(get(how, 'target'));
  add(reading, artifact.range, [
    ...[literal('docker'), literal('build'), literal('-t'), image],
    ...(file ? [literal('-f'), [...context, ...literal('/'), ...file]] : []),
    ...(target ? [literal('--target'), target] : []),
    context,
  ]);
}

/** https://skaffold.dev/docs/deployers/helm/ */
function addRelease(reading: Reading, release: Value): void {
  const chart = textOf(get(release, 'chartPath'));
  if (!chart) return;
  const name = textOf(get(release, 'name'));
  const sets = ['setValues', 'setValueTemplates'].flatMap((key) => setsOf(get(release, key), []));
  const overrides = get(release, 'overrides');
  if (overrides) reading.gaps.push({ reason: 'dynamic-list', text: 'overrides', range: overrides.range, names: 'all' });
  add(reading, release.range, [
    ...[literal('helm'), literal('upgrade'), literal('--install'), ...(name ? [name] : []), chart],
    ...strings(get(release, 'valuesFiles')).flatMap((file) => [literal('-f'), literal(file)]),
    ...sets.flatMap((set) => [literal('--set'), set]),
  ]);
}

/** `a: {b: c}` and `a.b: c` are both `a.b=c`. */
function setsOf(values: Value | null, outer: readonly string[]): readonly Text[] {
  return entries(values).flatMap(({ name, key, value }): readonly Text[] => {
    const path = [...outer, name];
    if (value.kind === 'map') return setsOf(value, path);
    const given = textOf(value);
    if (!given) return [];
    const before = literal(outer.map((part) => `${part}.`).join(''));
    return [[...(outer.length > 0 ? before : []), ...key, ...literal('='), ...escaped(given)]];
  });
}

/** What stands for itself in Skaffold's list is a separator in that of `--set`. */
function escaped(value: Text): Text {
  return value.map((piece) =>
    piece.kind === 'text' && /[,\\]/.test(piece.text)
      ? { ...piece, text: piece.text.replace(/[,\\]/g, '\\$&'), exact: false }
      : piece,
  );
}

function add(reading: Reading, range: Range, words: readonly Text[]): void {
  const argv: readonly Argument[] = words.map((word) => ({ text: word }));
  const { conditions } = reading;
  reading.commands.push({
    carrier: 'skaffold',
    argv,
    range,
    environment: {},
    conditions,
    records: [],
    directory: folderOf(reading.path),
  });
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
