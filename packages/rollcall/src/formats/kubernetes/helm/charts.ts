import { parseManifest } from '../../../manifests/parse.ts';
import { get, items, string, type Value } from '../../../manifests/value.ts';
import { hole, literal } from '../../../model/text.ts';
import type { Gap } from '../../../model/unresolved.ts';
import { folderOf, joinPath, type ManifestFiles } from '../files.ts';
import { mergeStrategic } from '../merge.ts';
import { type KubernetesObject, objectsOf } from '../objects.ts';
import { fillSubstitutions } from '../substitutions.ts';
import { type Datum, fromValue, NIL, unknown } from './datum.ts';
import { type Definition, Filler } from './evaluate.ts';
import { plain, sourceOfFragment } from './fragment.ts';
import { parseTemplate } from './tree.ts';

/** A Helm chart: the folder of a `Chart.yaml`. https://helm.sh/docs/topics/charts/ */
export interface Chart {
  readonly folder: string;
  readonly file: string;
  readonly root: Value | null;
  readonly name: string;
  /** All files below it, charts inside it left out. */
  readonly paths: readonly string[];
}

export interface RenderedChart {
  readonly applications: readonly {
    readonly entry: string;
    readonly objects: readonly KubernetesObject[];
    readonly generated: readonly never[];
    readonly gaps: readonly Gap[];
  }[];
  readonly gaps: readonly Gap[];
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

/** A chart with its values, once for each file of values of an environment, or once with its own alone. */
export function renderChart(chart: Chart, files: ManifestFiles): RenderedChart {
  const templates = chart.paths.filter((path) =>
    path.slice(chart.folder.length).replace(/^\//, '').startsWith('templates/'),
  );
  const manifests = templates.filter((path) => /\.ya?ml$/.test(path) && !/\/templates\/tests\//.test(`/${path}`));
  if (string(get(chart.root, 'type')) === 'library' || manifests.length === 0) return { applications: [], gaps: [] };
  const { definitions, gaps: broken } = definitionsOf(chart, files);
  const gaps: Gap[] = [...broken];
  const applications = valuesOf(chart, files).map(({ entry, values, open }) => {
    const filler = new Filler({ root: rootOf(chart, values), definitions, open });
    const own: Gap[] = [];
    const objects = manifests.flatMap((path) => {
      const source = files.text(path) ?? '';
      const parsed = parseTemplate(source);
      if (!parsed) {
        own.push({
          reason: 'syntax-error',
          text: 'a template',
          range: { path, start: 0, end: source.length },
          names: 'all',
        });
        return [];
      }
      const fragment = filler.fill(path, source, parsed.nodes);
      return documentsOf(sourceOfFragment(path, fragment, source.length), own).map((object) => withName(object, chart));
    });
    return { entry, objects, generated: [], gaps: own };
  });
  return { applications, gaps };
}

/** What of a filled template does not parse leaves its objects open; a template that comes to no object at all is told by itself. */
function documentsOf(source: ReturnType<typeof sourceOfFragment>, gaps: Gap[]): readonly KubernetesObject[] {
  const documents = parseManifest(source, fillSubstitutions);
  return documents.flatMap(({ root, gaps: broken }) => {
    const objects = objectsOf(root);
    const told = broken.map(
      (gap): Gap => ({ ...gap, reason: 'dynamic-list', text: `a template that needs Helm to be read: ${gap.text}` }),
    );
    if (objects.length > 0) return objects.map((object) => ({ ...object, gaps: told }));
    if (/(Deployment|StatefulSet|DaemonSet|Job|Pod)\b/.test(source.flat.chars))
      gaps.push(...told.map((gap) => ({ ...gap, names: [] })));
    return [];
  });
}

/** A release's name is not known; where nothing else is, the chart's name stands for it. */
function withName(object: KubernetesObject, chart: Chart): KubernetesObject {
  const told = (object.name ?? []).some((piece) => piece.kind === 'text' && /\w/.test(piece.text));
  if (told) return object;
  const at = get(chart.root, 'name')?.range ?? object.range;
  return {
    ...object,
    shownName: [...(object.name ?? hole('.Release.Name', object.range)), ...literal(`-${chart.name}`, at)],
  };
}

function rootOf(chart: Chart, values: Value | null): Datum {
  const fields = new Map<string, Datum>();
  for (const name of ['name', 'version', 'appVersion', 'description'])
    fields.set(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, fromValue(get(chart.root, name)));
  if (!get(chart.root, 'name')) fields.set('Name', { kind: 'text', fragment: [plain(chart.name)] });
  return {
    kind: 'dict',
    fields: new Map<string, Datum>([
      ['Values', values ? fromValue(values) : NIL],
      ['Chart', { kind: 'dict', fields }],
      ['Release', unknown('.Release')],
      ['Files', unknown('.Files')],
      ['Capabilities', unknown('.Capabilities')],
      ['Template', unknown('.Template')],
      ['Subcharts', unknown('.Subcharts')],
    ]),
  };
}

/** Named templates of the chart, of the charts inside it, and of charts beside it that it depends on. */
function definitionsOf(
  chart: Chart,
  files: ManifestFiles,
): { readonly definitions: ReadonlyMap<string, Definition>; readonly gaps: readonly Gap[] } {
  const definitions = new Map<string, Definition>();
  const gaps: Gap[] = [];
  for (const path of [...libraryPaths(chart, files), ...chart.paths]) {
    const source = /(^|\/)templates\//.test(path) && /\.(tpl|ya?ml)$/.test(path) ? files.text(path) : null;
    if (source === null || !/\{\{-?\s*(define|block)\b/.test(source)) continue;
    const parsed = parseTemplate(source);
    for (const [name, body] of parsed?.defines ?? []) definitions.set(name, { body, path, source });
    if (!parsed && path.endsWith('.tpl'))
      gaps.push({
        reason: 'syntax-error',
        text: 'a template',
        range: { path, start: 0, end: source.length },
        names: 'all',
      });
  }
  return { definitions, gaps };
}

function libraryPaths(chart: Chart, files: ManifestFiles): readonly string[] {
  const folders = items(get(chart.root, 'dependencies')).flatMap((one) => {
    const written = string(get(one, 'repository')) ?? '';
    const name = string(get(one, 'name')) ?? '';
    const stated = written.startsWith('file://') ? joinPath(chart.folder, written.slice('file://'.length)) : null;
    return stated ?? joinPath(chart.folder, `charts/${name}`) ?? [];
  });
  return folders.flatMap((folder) => files.below(folder));
}

interface ChartValues {
  readonly entry: string;
  readonly values: Value | null;
  readonly open: boolean;
}

/** `values-staging.yaml`, `staging-values.yaml`, `values/staging.yaml`, `values/staging/values.yaml`. */
const VALUES =
  /^(?:(?:values|environments?|envs?)\/)?(?:values[-._]([\w-]+)|([\w-]+)[-._]values)\.ya?ml$|^(?:values|environments?|envs?)\/(?:([\w-]+)|([\w-]+)\/values)\.ya?ml$/;

function isOfEnvironment(path: string): boolean {
  const word = VALUES.exec(path)
    ?.slice(1)
    .find((one) => one !== undefined);
  return word !== undefined && !/^(schema|example|sample|template|default|values|secrets)$/.test(word);
}

/** The values of each environment upon the chart's own; those alone are what nobody deploys as they are. */
function valuesOf(chart: Chart, files: ManifestFiles): readonly ChartValues[] {
  const read = (path: string): Value | null => (files.documents(path) ?? [])[0]?.root ?? null;
  const own = ['values.yaml', 'values.yml']
    .map((name) => joinPath(chart.folder, name) ?? '')
    .find((path) => files.text(path) !== null);
  const base = own === undefined ? null : read(own);
  const stated = chart.paths.filter(
    (path) => path !== own && isOfEnvironment(path.slice(chart.folder.length).replace(/^\//, '')),
  );
  if (stated.length === 0) return [{ entry: own ?? chart.file, values: base, open: true }];
  return stated.map((entry) => {
    const values = read(entry);
    return { entry, values: base && values ? mergeStrategic(base, values, false) : (values ?? base), open: false };
  });
}
