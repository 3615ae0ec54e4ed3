import { get, items, string, text, type Value } from '../../manifests/value.ts';
import { asWritten } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { readDotenv } from '../gcloud/index.ts';
import type { DotenvValue } from './environment.ts';
import type { ComposeBuild } from './extract.ts';
import { type ComposeFiles, folderOf, joinPath, type Layer } from './files.ts';

/** What compose fills references from: a file `.env` beside the first file. */
export function variablesOf(folder: string, files: ComposeFiles): ReadonlyMap<string, DotenvValue> {
  const path = folder === '' ? '.env' : `${folder}/.env`;
  const content = files.text(path);
  const read = content === null ? [] : readDotenv(content).variables;
  return new Map(
    read.map(({ name, value, start, valueStart, end }) => [
      name,
      { value, range: { path, start, end: start + name.length }, valueRange: { path, start: valueStart, end } },
    ]),
  );
}

/** Beside one of these lies a file `.env` on the machine that builds. */
const EXAMPLES = [
  '.env.example',
  '.env.sample',
  '.env.template',
  '.env.dist',
  '.env.local.example',
  'env.example',
  'example.env',
];

/**
 * A file `.env` that the tree does not hold comes into the container with a folder of code: mounted, or copied where the image is built.
 * Libraries read it there. A package whose manifest names no such library does not read it.
 */
export function dotenvGaps(layers: readonly Layer[], build: ComposeBuild | null, files: ComposeFiles): readonly Gap[] {
  if (!build) return [];
  const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const folders = [build.folder, ...(build.file === null ? [] : [folderOf(build.file)])];
  const example = folders
    .flatMap((folder) => EXAMPLES.map((name) => inFolder(folder, name)))
    .find((path) => files.text(path) !== null);
  if (example !== undefined)
    return [
      {
        reason: 'dynamic-list',
        text: `a file .env beside ${example} may be built in`,
        range: build.range,
        names: 'all',
      },
    ];
  const own = folders.map((folder) => files.text(inFolder(folder, '.env'))).find((content) => content !== null);
  if (own !== undefined && own !== null)
    return [
      {
        reason: 'dynamic-list',
        text: 'its file .env may be built in',
        range: build.range,
        names: readDotenv(own).variables.map(({ name }) => name),
      },
    ];
  const manifest = files.text(inFolder(build.folder, 'package.json'));
  if (manifest !== null && !/dotenv|env-cmd|nestjs\/config|"next"|"vite"|--env-file/.test(manifest)) return [];
  return layers.flatMap(({ value, path }) =>
    items(get(value, 'volumes')).flatMap((item) => mountGap(item, path, build)),
  );
}

function mountGap(item: Value, path: string, build: ComposeBuild): readonly Gap[] {
  const written = text(item) ? asWritten(text(item) ?? []).split(':') : null;
  const source = written ? (written.length > 1 ? (written[0] ?? '') : '') : (string(get(item, 'source')) ?? '');
  const folder = /^\.{1,2}(\/|$)/.test(source) ? joinPath(folderOf(path), source) : null;
  const covers = folder !== null && (folder === build.folder || folder === '' || build.folder.startsWith(`${folder}/`));
  if (!covers) return [];
  return [
    {
      reason: 'dynamic-list',
      text: 'the folder that is mounted may hold a file .env',
      range: item.range,
      names: 'all',
    },
  ];
}
