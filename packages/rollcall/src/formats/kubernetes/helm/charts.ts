import { parseManifest } from '../../../manifests/parse.ts';
import { get, items, string, type Value } from '../../../manifests/value.ts';
import { hole, literal, type Text } from '../../../model/text.ts';
import type { Gap } from '../../../model/unresolved.ts';
import { joinPath, type ManifestFiles } from '../files.ts';
import { type KubernetesObject, objectsOf } from '../objects.ts';
import { fillSubstitutions } from '../substitutions.ts';
import type { Chart } from './chart.ts';
import { type Datum, fromValue, NIL, textDatum, unknown } from './datum.ts';
import { type Definition, Filler } from './evaluate.ts';
import { plain, sourceOfFragment } from './fragment.ts';
import type { HelmRelease } from './release.ts';
import { parseTemplate } from './tree.ts';
import { type Surroundings, valuesOf } from './values.ts';

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

/**
 * A chart with its values: once for each command that deploys it, once for each file of values of an environment that none of them takes,
 * once for each way in which another chart deploys it as a part of its own, or once with its own values alone.
 */
export function renderChart(chart: Chart, around: Surroundings): RenderedChart {
  const { files } = around;
  const templates = chart.paths.filter((path) =>
    path.slice(chart.folder.length).replace(/^\//, '').startsWith('templates/'),
  );
  const manifests = templates.filter((path) => /\.ya?ml$/.test(path) && !/\/templates\/tests\//.test(`/${path}`));
  if (string(get(chart.root, 'type')) === 'library' || manifests.length === 0) return { applications: [], gaps: [] };
  const { definitions, gaps: broken } = definitionsOf(chart, files);
  const gaps: Gap[] = [...broken];
  const applications = valuesOf(chart, around).map(({ entry, values, open, gaps, release }) => {
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
