import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  extractTerraform,
  type ModuleFiles,
  type ParsedFile,
  parseHcl,
  parseTerraformJson,
} from '../../src/formats/terraform/index.ts';
import { TerraformFolders } from '../../src/link/terraform-folders.ts';
import type { DeploymentFact } from '../../src/model/deployment.ts';
import type { Range } from '../../src/model/span.ts';
import { asWritten } from '../../src/model/text.ts';
import type { Gap } from '../../src/model/unresolved.ts';

/** The files below a folder, by their paths from it. */
export function readFolder(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name !== 'expected.json')
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((file) => [relative(folder, file), readFileSync(file, 'utf8')]));
}

function parse(path: string, text: string): ParsedFile {
  return path.endsWith('.json') ? parseTerraformJson(path, text) : parseHcl(path, text);
}

export function moduleFiles(texts: ReadonlyMap<string, string>): ModuleFiles & { readonly folders: readonly string[] } {
  const folders = new TerraformFolders(texts.keys());
  const parsed = new Map([...texts].map(([path, text]) => [path, parse(path, text)]));
  const modules = new Map(
    folders.folders.map((folder) => [folder, folders.files(folder).flatMap((path) => parsed.get(path) ?? [])]),
  );
  return {
    folders: folders.folders,
    files: (folder) => modules.get(folder) ?? [],
    values: (folder) =>
      folders.values(folder).flatMap(({ path, automatic }) => {
        const file = parsed.get(path);
        return file ? [{ file, automatic }] : [];
      }),
    text: (path) => texts.get(path) ?? null,
  };
}

export function extractFrom(files: Readonly<Record<string, string>>, folder = '') {
  return extractTerraform(moduleFiles(new Map(Object.entries(files))), folder);
}

/** Facts as fixtures write them: places as their offsets and the source between them. */
export function projectTerraform(texts: ReadonlyMap<string, string>, folder: string) {
  const { deployments, gaps } = extractTerraform(moduleFiles(texts), folder);
  const at = (range: Range): string => place(range, texts, folder);
  return {
    deployments: deployments.map(({ fact, entry }) => ({ entry, ...projectFact(fact, at) })),
    gaps: gaps.map((gap) => projectGap(gap, at)),
  };
}

function projectFact(fact: DeploymentFact, at: (range: Range) => string) {
  const { bindings, gaps, hidden: _, range, deployedName, project, region, image, malformed, ...rest } = fact;
  return {
    ...rest,
    deployedName: asWritten(deployedName),
    project: project && asWritten(project),
    region: region && asWritten(region),
    image: image && asWritten(image),
    at: at(range).split('\n')[0],
    bindings: bindings.map(({ range: own, related, value, ...binding }) => ({
      ...binding,
      value: value && asWritten(value),
      at: at(own),
      related: related.map(at),
    })),
    gaps: gaps.map((gap) => projectGap(gap, at)),
    malformed: (malformed ?? []).map(({ range: own, ...item }) => ({ ...item, at: at(own) })),
  };
}

function projectGap({ range, ...gap }: Gap, at: (range: Range) => string) {
  return { ...gap, at: range && at(range) };
}

function place({ path, start, end }: Range, texts: ReadonlyMap<string, string>, folder: string): string {
  const text = texts.get(path)?.slice(start, end) ?? '';
  const name = dirname(path) === (folder || '.') ? '' : `${path} `;
  return `${name}${start}-${end} ${text}`;
}
