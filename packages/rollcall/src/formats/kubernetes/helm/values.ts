import { at, entry, get, string, type Value } from '../../../manifests/value.ts';
import { asShown } from '../../../model/shown-text.ts';
import { asWritten, known, rangeOf, type Text } from '../../../model/text.ts';
import type { Gap } from '../../../model/unresolved.ts';
import { folderOf, joinPath, type ManifestFiles } from '../files.ts';
import { mergeStrategic } from '../merge.ts';
import { type Chart, type Parent, parentsOf } from './chart.ts';
import { type HelmRelease, withSet } from './release.ts';

/** What charts are rendered beside. */
export interface Surroundings {
  readonly files: ManifestFiles;
  readonly releases: readonly HelmRelease[];
  readonly charts: readonly Chart[];
}

/** Values that a chart is rendered with. */
export interface ChartValues {
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
export function valuesOf(chart: Chart, around: Surroundings, depth = 0): readonly ChartValues[] {
  const { files, releases } = around;
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
  const parents = depth < DEEPEST ? parentsOf(chart, around.charts) : [];
  const parts = parents.flatMap((parent) =>
    valuesOf(parent.chart, around, depth + 1).flatMap((one) => valuesOfPart(one, parent, base) ?? []),
  );
  const all = [...released, ...rest, ...parts];
  if (all.length + parents.length > 0) return all.slice(0, MOST_RENDERED);
  return [{ ...NO_RELEASE, entry: own ?? chart.file, values: base, open: true }];
}

/** Charts within charts, and ways to render one. */
const DEEPEST = 4;
const MOST_RENDERED = 64;

/**
 * What a chart's values hold for a part of it, upon the part's own; null: they turn it off.
 * Source: https://helm.sh/docs/chart_template_guide/subcharts_and_globals/
 */
function valuesOfPart(outer: ChartValues, { name, conditions }: Parent, base: Value | null): ChartValues | null {
  const stated = conditions.map((path) => at(outer.values, ...path.split('.'))).find((one) => one !== null);
  // Where the values are those of no environment, others may turn it on.
  if (!outer.open && string(stated) === 'false') return null;
  const shared = entry(outer.values, 'global');
  const own = get(outer.values, name);
  const given: Value[] = [
    ...(own && own.kind === 'map' ? [own] : []),
    ...(shared ? [{ kind: 'map', entries: [shared], range: shared.value.range } as const] : []),
  ];
  const values = given.reduce<Value | null>((held, one) => (held ? mergeStrategic(held, one, false) : one), base);
  return { ...outer, values };
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
