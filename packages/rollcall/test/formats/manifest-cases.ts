import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ManifestDocument, parseManifest } from '../../src/manifests/parse.ts';
import { sourceOfFile } from '../../src/manifests/source.ts';
import type { DeploymentFact } from '../../src/model/deployment.ts';
import type { Range } from '../../src/model/span.ts';
import { asWritten, type Text } from '../../src/model/text.ts';
import type { Gap } from '../../src/model/unresolved.ts';

/** The files of a case below its folder, but what is expected of it. */
export function readTree(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'expected.json')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** A tree as formats ask for it. */
export function filesOf(tree: ReadonlyMap<string, string>, fill: (text: Text) => Text) {
  const parsed = new Map<string, readonly ManifestDocument[]>();
  return {
    text: (path: string) => tree.get(path) ?? null,
    documents: (path: string) => {
      const text = tree.get(path);
      if (text === undefined) return null;
      const known = parsed.get(path) ?? parseManifest(sourceOfFile(path, text), fill);
      parsed.set(path, known);
      return known;
    },
    isFolder: (path: string) => path === '' || [...tree.keys()].some((one) => one.startsWith(`${path}/`)),
    below: (folder: string) => [...tree.keys()].filter((one) => one.startsWith(`${folder}/`)),
  };
}

/** A deployment as fixtures of several files write it: each place as its file, its offsets and the source between them. */
export function projectFact(fact: DeploymentFact, tree: ReadonlyMap<string, string>) {
  const {
    bindings,
    gaps,
    malformed,
    hidden,
    range,
    deployedName,
    calledName,
    project,
    region,
    image,
    source,
    ...rest
  } = fact;
  const at = placeIn(tree);
  return {
    ...rest,
    deployedName: asWritten(deployedName),
    ...(calledName ? { calledName: asWritten(calledName) } : {}),
    image: image && asWritten(image),
    bindings: bindings.map(({ range: own, related, value, ...binding }) => ({
      ...binding,
      ...(value ? { value: asWritten(value) } : {}),
      at: at(own),
      related: related.map(at),
    })),
    gaps: gaps.map((gap) => projectGapIn(gap, tree)),
    malformed: (malformed ?? []).map(({ range: own, ...item }) => ({ ...item, at: at(own) })),
    hidden: [...new Set((hidden ?? []).map(at))],
    starts: at(range).split('\n')[0],
  };
}

export function projectGapIn({ range, ...gap }: Gap, tree: ReadonlyMap<string, string>) {
  return { ...gap, at: range ? (placeIn(tree)(range).split('\n')[0] ?? null) : null };
}

function placeIn(tree: ReadonlyMap<string, string>): (range: Range) => string {
  return ({ path, start, end }) => `${path} ${start}-${end} ${(tree.get(path) ?? '').slice(start, end)}`;
}
