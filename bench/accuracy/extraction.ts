import { readFileSync } from 'node:fs';

/** A name that a deployment gives, as a person read it. */
export interface LabelledBinding {
  readonly service: string;
  readonly name: string;
  readonly kind: 'secret' | 'value' | 'removed';
  readonly secret?: string;
  readonly path: string;
  readonly line: number;
  readonly via?: 'image' | 'compose';
  readonly target?: 'file';
}

/** A name that code reads, with the strictest level of the service's reads. */
export interface LabelledRead {
  readonly service: string;
  readonly name: string;
  readonly level: Level;
  readonly path?: string;
  readonly line?: number;
}

export type Level = 'required' | 'hollow' | 'defaulted' | 'optional';

export interface Labels {
  readonly repository: string;
  readonly commit: string;
  readonly folder: string;
  /** Only the reads are labelled; absent: both are. */
  readonly labelled?: 'reads';
  readonly bindings: readonly LabelledBinding[];
  readonly reads: readonly LabelledRead[];
  readonly doubtful: readonly { readonly name: string }[];
}

/** What is used of `rollcall scan --format json`. */
export interface Scan {
  readonly services: readonly { readonly id: string; readonly aliases: readonly string[] }[];
  readonly bindings: readonly {
    readonly deployment: string;
    readonly service: string | null;
    readonly name: string;
    readonly operation: string;
    readonly source: { readonly kind: string; readonly secret?: string };
    readonly span: Place;
  }[];
  readonly reads: readonly {
    readonly service: string;
    readonly name: string;
    readonly level: Level;
    readonly span: Place;
  }[];
}

interface Place {
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
}

/** One kind of fact of one repository: rows that are right, missing, and told though no label has them. */
export interface Compared {
  readonly right: number;
  readonly missed: readonly string[];
  readonly extra: readonly string[];
  /** Told beside the labels and neither right nor wrong: doubtful names, folders that were not labelled. */
  readonly uncounted: number;
}

/** @throws Error where the file is not there or is no JSON */
export function readLabels(path: string): Labels {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** A label and what was told, compared by name, kind and place; `services` by the words that are known of them. */
interface Row {
  readonly name: string;
  readonly kind: string;
  readonly place: Place;
  readonly services: readonly string[];
  /** It is a mount, which may be told file by file. */
  readonly isFile?: boolean;
}

/** Bindings are the same by name, kind, service, and the file and lines that the name stands on. */
export function compareBindings(labels: Labels, scan: Scan): Compared {
  const { left, missed, pairs } = pairBindings(labels, scan);
  return judge(labels, pairs.length, missed, left);
}

/** Reads are the same by service, name and strictest level; services that no label speaks of are not counted. */
export function compareReads(labels: Labels, scan: Scan): Compared {
  const called = new Map<string, Set<string>>();
  for (const [label, found] of pairBindings(labels, scan).pairs)
    for (const service of label.services)
      called.set(service, new Set([...(called.get(service) ?? []), ...found.services]));
  const wanted = labels.reads.map(({ service, name, level, path = '', line = 0 }) => ({
    name,
    kind: level,
    place: { path, line, endLine: line },
    services: [service, ...(called.get(service) ?? [])],
  }));
  const found = strictestOf(scan).map(({ service, name, level, span }) => ({
    name,
    kind: level,
    place: span,
    services: namesOf(scan, service, null),
  }));
  const known = wanted.flatMap(({ services }) => services);
  const spoken = found.filter(({ services }) => isSameService(services, known));
  const { left, missed, pairs } = pair(wanted, spoken, false, () => true);
  const again = left.filter((one) => wanted.some((label) => isSameRead(label, one)));
  const judged = judge(
    labels,
    pairs.length,
    missed,
    left.filter((one) => !again.includes(one)),
  );
  return { ...judged, uncounted: judged.uncounted + again.length };
}

/** One label speaks of every service that is called so: `api` of the one that Kubernetes calls `shop-api` and Compose `api`. */
function isSameRead(label: Row, found: Row): boolean {
  return label.name === found.name && label.kind === found.kind && isSameService(found.services, label.services);
}

function pairBindings(labels: Labels, scan: Scan): Pairs {
  const wanted = labels.bindings
    .filter(({ via }) => via !== 'image')
    .map(({ name, kind, path, line, service, target }) => ({
      isFile: target === 'file',
      name,
      kind,
      place: { path, line, endLine: line },
      services: [service],
    }));
  const found = scan.bindings.map((row) => ({
    name: row.name,
    kind: kindOf(row),
    place: row.span,
    services: namesOf(scan, row.service, row.deployment),
  }));
  return pair(wanted, found, true, ({ place: label, isFile }, { place }) => {
    if (isFile) return place.path === label.path;
    return place.path === label.path && place.line <= label.line && place.endLine >= label.line;
  });
}

function strictestOf(scan: Scan): Scan['reads'] {
  const strictest = new Map<string, Scan['reads'][number]>();
  for (const read of scan.reads) {
    const key = `${read.service} ${read.name}`;
    const known = strictest.get(key);
    if (!known || LEVELS.indexOf(read.level) < LEVELS.indexOf(known.level)) strictest.set(key, read);
  }
  return [...strictest.values()];
}

const LEVELS: readonly Level[] = ['required', 'hollow', 'defaulted', 'optional'];

interface Pairs {
  readonly pairs: readonly (readonly [Row, Row])[];
  readonly missed: readonly Row[];
  readonly left: readonly Row[];
}

/** @param once whether each row that was told can stand for one label only */
function pair(
  wanted: readonly Row[],
  found: readonly Row[],
  once: boolean,
  isThere: (label: Row, found: Row) => boolean,
): Pairs {
  const left = new Set(found);
  const missed: Row[] = [];
  const pairs: (readonly [Row, Row])[] = [];
  for (const label of wanted) {
    const same = [...(once ? left : found)].find(
      (one) =>
        (one.name === label.name || (label.isFile && one.name.startsWith(`${label.name}/`))) &&
        one.kind === label.kind &&
        isThere(label, one) &&
        isSameService(one.services, label.services),
    );
    if (!same) missed.push(label);
    else {
      left.delete(same);
      pairs.push([label, same]);
    }
  }
  return { pairs, missed, left: [...left] };
}

function judge(labels: Labels, right: number, missed: readonly Row[], left: readonly Row[]): Compared {
  const doubtful = new Set(labels.doubtful.map(({ name }) => name));
  const counted = left.filter(({ name, place }) => !doubtful.has(name) && isBelow(place.path, labels.folder));
  return {
    right,
    missed: missed.filter(({ name }) => !doubtful.has(name)).map(textOf),
    extra: counted.map(textOf),
    uncounted: left.length - counted.length,
  };
}

function textOf({ name, kind, services, place }: Row): string {
  return `${kind} ${name} of ${[...new Set(services)].join(' = ')} at ${place.path}:${place.line}`;
}

function isBelow(path: string, folder: string): boolean {
  return folder === '.' || folder.split(/,\s*/).some((one) => path.startsWith(one.replace(/\/$/, '')));
}

function kindOf({ operation, source }: Scan['bindings'][number]): LabelledBinding['kind'] {
  return operation === 'remove' ? 'removed' : source.kind === 'secret' ? 'secret' : 'value';
}

/** What a service is called: its id, its aliases, and what the deployment calls it. */
function namesOf(scan: Scan, service: string | null, deployment: string | null): readonly string[] {
  const aliases = scan.services.find(({ id }) => id === service)?.aliases ?? [];
  const deployed = deployment === null ? [] : [deployment.slice(deployment.indexOf('#') + 1).replace(/~\d+$/, '')];
  return [
    ...(service === null ? [] : [service]),
    ...aliases,
    ...deployed,
    ...deployed.flatMap((one) => one.split('/')),
  ];
}

/** What only run time knows is written in many ways (`api-${ENV}`, `api-{{ .Values.env }}`); what stands around it is compared. */
function isSameService(names: readonly string[], labelled: readonly string[]): boolean {
  const plain = (name: string): string =>
    name
      .replace(/\$\{\{.*?\}\}|\{\{.*?\}\}|\$\{.*?\}|\$\(.*?\)|\$\w+|\{.*?\}|<.*?>|…/g, ' ')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== '')
      .join('-');
  return labelled.some((one) =>
    names.some((name) => plain(name) === plain(one) || plain(name).endsWith(`-${plain(one)}`)),
  );
}
