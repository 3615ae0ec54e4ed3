import { get, items, string, type Value } from '../../../manifests/value.ts';
import { folderOf, joinPath, type ManifestFiles } from '../files.ts';

/** A Helm chart: the folder of a `Chart.yaml`. https://helm.sh/docs/topics/charts/ */
export interface Chart {
  readonly folder: string;
  readonly file: string;
  readonly root: Value | null;
  readonly name: string;
  /** All files below it, charts inside it left out. */
  readonly paths: readonly string[];
}

/** The charts among the files, each with its own. */
export function chartsAmong(paths: readonly string[], files: ManifestFiles): readonly Chart[] {
  const found = paths.filter((path) => /(^|\/)Chart\.ya?ml$/.test(path));
  const folders = found.map(folderOf);
  return found.map((file) => {
    const folder = folderOf(file);
    const root = (files.documents(file) ?? [])[0]?.root ?? null;
    const inside = (path: string, outer: string): boolean => outer === '' || path.startsWith(`${outer}/`);
    const nested = folders.filter((other) => other !== folder && inside(`${other}/`, folder));
    const own = paths.filter((path) => inside(path, folder) && !nested.some((other) => inside(path, other)));
    return { folder, file, root, name: string(get(root, 'name')) ?? folder.split('/').at(-1) ?? 'chart', paths: own };
  });
}

/** A chart that deploys another one as a part of its own. */
export interface Parent {
  readonly chart: Chart;
  /** Where the parent's values hold those of the other chart. */
  readonly name: string;
  /** Paths in the parent's values by which the part is turned off. */
  readonly conditions: readonly string[];
}

/**
 * The charts that state a chart as a dependency by its place in the tree, once for each name that they give to it, and those that hold it in their `charts/`.
 * Source: https://helm.sh/docs/topics/charts/#chart-dependencies
 */
export function parentsOf(chart: Chart, charts: readonly Chart[]): readonly Parent[] {
  return charts.flatMap((parent): Parent[] => {
    if (parent.folder === chart.folder) return [];
    const isInside = joinPath(parent.folder, `charts/${chart.folder.split('/').at(-1) ?? ''}`) === chart.folder;
    const stated = items(get(parent.root, 'dependencies')).filter((one) => {
      const repository = string(get(one, 'repository')) ?? '';
      const place = repository.startsWith('file://')
        ? joinPath(parent.folder, repository.slice('file://'.length))
        : null;
      return place === chart.folder || (isInside && string(get(one, 'name')) === chart.name);
    });
    if (stated.length === 0) return isInside ? [{ chart: parent, name: chart.name, conditions: [] }] : [];
    return stated.map((one) => ({
      chart: parent,
      name: string(get(one, 'alias')) ?? string(get(one, 'name')) ?? chart.name,
      conditions: (string(get(one, 'condition')) ?? '').split(',').map((path) => path.trim()),
    }));
  });
}
