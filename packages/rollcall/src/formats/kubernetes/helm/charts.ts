import { parseManifest } from '../../../manifests/parse.ts';
import { get, items, string, type Value } from '../../../manifests/value.ts';
import { asShown } from '../../../model/shown-text.ts';
import { asWritten, hole, known, literal, rangeOf, type Text } from '../../../model/text.ts';
import type { Gap } from '../../../model/unresolved.ts';
import { folderOf, joinPath, type ManifestFiles } from '../files.ts';
import { mergeStrategic } from '../merge.ts';
import { type KubernetesObject, objectsOf } from '../objects.ts';
import { fillSubstitutions } from '../substitutions.ts';
import { type Datum, fromValue, NIL, textDatum, unknown } from './datum.ts';
import { type Definition, Filler } from './evaluate.ts';
import { plain, sourceOfFragment } from './fragment.ts';
import { type HelmRelease, withSet } from './release.ts';
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
    readonly release: HelmRelease | null;
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

/**
 * A chart with its values: once for each command that deploys it, once for each file of values of an environment that none of them takes,
 * or once with its own values alone.
 */
export function renderChart(chart: Chart, files: ManifestFiles, releases: readonly HelmRelease[]): RenderedChart {
  const templates = chart.paths.filter((path) =>
    path.slice(chart.folder.length).replace(/^\//, '').startsWith('templates/'),
  );
  const manifests = templates.filter((path) => /\.ya?ml$/.test(path) && !/\/templates\/tests\//.test(`/${path}`));
  if (string(get(chart.root, 'type')) === 'library' || manifests.length === 0) return { applications: [], gaps: [] };
  const { definitions, gaps: broken } = definitionsOf(chart, files);
  const gaps: Gap[] = [...broken];
  const applications = valuesOf(chart, files, releases).map(({ entry, values, open, gaps, release }) => {
    const filler = new Filler({
      root: rootOf(chart, values, release?.name ?? null),
      definitions,
      open,
      stated: release !== null && !open,
    });
    const own: Gap[] = [...gaps];
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
    return { entry, objects, generated: [], gaps: own, release };
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

function rootOf(chart: Chart, values: Value | null, release: Text | null): Datum {
  const fields = new Map<string, Datum>();
  for (const name of ['name', 'version', 'appVersion', 'description'])
    fields.set(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, fromValue(get(chart.root, name)));
  if (!get(chart.root, 'name')) fields.set('Name', { kind: 'text', fragment: [plain(chart.name)] });
  return {
    kind: 'dict',
    fields: new Map<string, Datum>([
      ['Values', values ? fromValue(values) : NIL],
      ['Chart', { kind: 'dict', fields }],
      ['Release', release ? releaseOf(release) : unknown('.Release')],
      ['Files', unknown('.Files')],
      ['Capabilities', unknown('.Capabilities')],
      ['Template', unknown('.Template')],
      ['Subcharts', unknown('.Subcharts')],
    ]),
  };
}

/** https://helm.sh/docs/chart_template_guide/builtin_objects/ */
function releaseOf(name: Text): Datum {
  const others = ['Namespace', 'IsUpgrade', 'IsInstall', 'Revision'].map(
    (field) => [field, unknown(`.Release.${field}`)] as const,
  );
  const fields = new Map<string, Datum>([
    ['Name', { kind: 'text', fragment: name }],
    ['Service', textDatum('Helm')],
    ...others,
  ]);
  return { kind: 'dict', fields };
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
  /** They are those of no environment: what is deployed may add to them. */
  readonly open: boolean;
  readonly gaps: readonly Gap[];
  readonly release: HelmRelease | null;
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

/** The values of each release and environment upon the chart's own; those alone are what nobody deploys as they are. */
function valuesOf(chart: Chart, files: ManifestFiles, releases: readonly HelmRelease[]): readonly ChartValues[] {
  const own = ['values.yaml', 'values.yml']
    .map((name) => joinPath(chart.folder, name) ?? '')
    .find((path) => files.text(path) !== null);
  const base = own === undefined ? null : valuesIn(own, files);
  const stated = chart.paths.filter(
    (path) => path !== own && isOfEnvironment(path.slice(chart.folder.length).replace(/^\//, '')),
  );
  const released = releases
    .filter((release) => mayName(release.chart, release, chart.folder))
    .flatMap((release) => valuesOfRelease(release, base, own, stated, files));
  const used = new Set(released.map(({ entry }) => entry));
  const rest = stated
    .filter((path) => !used.has(path))
    .map((entry): ChartValues => {
      const values = valuesIn(entry, files);
      return {
        ...NO_RELEASE,
        entry,
        values: base && values ? mergeStrategic(base, values, false) : (values ?? base),
        open: false,
      };
    });
  if (released.length + rest.length > 0) return [...released, ...rest];
  return [{ ...NO_RELEASE, entry: own ?? chart.file, values: base, open: true }];
}

const NO_RELEASE: Pick<ChartValues, 'gaps' | 'release'> = { gaps: [], release: null };

function valuesIn(path: string, files: ManifestFiles): Value | null {
  return (files.documents(path) ?? [])[0]?.root ?? null;
}

/** A release once for each choice of its files: of a name that only run time knows in part, the files that it may mean. */
function valuesOfRelease(
  release: HelmRelease,
  base: Value | null,
  own: string | undefined,
  stated: readonly string[],
  files: ManifestFiles,
): readonly ChartValues[] {
  let ways: readonly (readonly string[])[] = [[]];
  const gaps: Gap[] = [...release.gaps];
  for (const file of release.files) {
    const direct = known(file) === null ? undefined : placesOf(file, release).find((path) => files.text(path) !== null);
    const found = direct !== undefined ? [direct] : stated.filter((path) => mayName(file, release, path));
    if (found.length === 0) gaps.push(unreadValues(file, release));
    if (found.length > 0 && ways.length * found.length <= MOST_WAYS)
      ways = ways.flatMap((way) => found.map((path) => [...way, path]));
  }
  return ways.map((way) => {
    const read = way.filter((path) => path !== own).flatMap((path) => valuesIn(path, files) ?? []);
    const merged = read.reduce<Value | null>((held, one) => (held ? mergeStrategic(held, one, false) : one), base);
    const values = release.sets.reduce<Value | null>((held, set) => withSet(held, set), merged);
    return {
      entry: way.findLast((path) => path !== own) ?? release.entry,
      values,
      open: gaps.length > 0,
      gaps,
      release,
    };
  });
}

const MOST_WAYS = 16;

function unreadValues(file: Text, { command }: HelmRelease): Gap {
  const range = rangeOf(file) ?? command.range;
  return { reason: 'unread-hand-over', text: `the values ${asShown(file)}`, range, names: 'all' };
}

/** A path as a command names it: from the folder in which it runs, from the root, from beside the script. */
function placesOf(name: Text, { command }: HelmRelease): readonly string[] {
  const folders = [command.directory ?? '', '', folderOf(command.range.path)];
  return folders.flatMap((folder) => joinPath(folder, asWritten(name)) ?? []);
}

/** Whether a name may mean a path, where what run time fills is any text without a slash. */
function mayName(name: Text, release: HelmRelease, path: string): boolean {
  if (known(name) !== null) return placesOf(name, release).includes(path);
  const marked = name.map((piece) => (piece.kind === 'hole' ? { ...piece, written: '\uE000' } : piece));
  if (!marked.some((piece) => piece.kind === 'text' && /\w/.test(piece.text))) return false;
  return placesOf(marked, release).some((place) => {
    const parts = place.split('\uE000').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('[^/]*')}$`).test(path);
  });
}
