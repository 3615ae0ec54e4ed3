import type { BindingFact, Deployment, MalformedItem, Source } from '../../src/model/deployment.ts';
import type { Level, Read } from '../../src/model/read.ts';
import type { Service } from '../../src/model/service.ts';
import { lineStarts, type Range, toSpan } from '../../src/model/span.ts';
import { hole, literal, type Text } from '../../src/model/text.ts';
import type { TreeFacts } from '../../src/model/tree-facts.ts';
import type { Gap, Unresolved } from '../../src/model/unresolved.ts';

/** One flag: `['set-secrets', 'A=a:1,B=b:2']`; a third word marks it as reached on some runs only. */
type Flag = readonly [string, string, 'conditional'?];

interface DeploymentSpec {
  readonly service: string | null;
  readonly name?: string;
  readonly environment?: string;
  readonly words?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly entry?: string;
  readonly container?: string;
  readonly workload?: Deployment['workload'];
  readonly mode?: Deployment['mode'];
  /** Texts; `$X` is a hole. */
  readonly project?: string;
  readonly region?: string;
  readonly flags?: readonly Flag[];
  readonly open?: boolean;
  readonly gaps?: readonly Gap[];
  readonly malformed?: readonly Omit<MalformedItem, 'range'>[];
}

interface ReadSpec {
  readonly service: string | null;
  readonly name: string;
  readonly level: Level;
  readonly path?: string;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly by?: string | null;
  readonly when?: Read['when'];
  readonly group?: string;
  /** The statement that refuses to go on. */
  readonly refusal?: string;
}

interface FactsSpec {
  readonly services?: readonly (Partial<Service> & { readonly id: string })[];
  readonly deployments?: readonly DeploymentSpec[];
  readonly reads?: readonly ReadSpec[];
  readonly unresolved?: readonly Unresolved[];
}

/** A tree's facts built by hand, with texts in which every range is the place of what it names. */
export function facts(spec: FactsSpec): TreeFacts {
  const texts = new Map<string, string>();
  const deployments = (spec.deployments ?? []).map((deployment, i) => writeDeployment(texts, deployment, i));
  const reads = (spec.reads ?? []).map((read) => writeRead(texts, read));
  const ids = new Set([...deployments.map((d) => d.service), ...reads.map((r) => r.service)]);
  const given = new Map((spec.services ?? []).map((service) => [service.id, service]));
  for (const id of ids) if (id !== null && !given.has(id)) given.set(id, { id });
  return {
    root: '.',
    commit: null,
    services: [...given.values()].map((service) => ({
      aliases: [],
      roots: [service.id],
      entry: null,
      imageNames: [],
      readsDynamically: false,
      ...service,
    })),
    deployments,
    reads,
    unresolved: spec.unresolved ?? [],
    coverage: { files: texts.size, parsed: texts.size, partly: 0, skipped: 0 },
    complete: true,
    span: (range) => toSpan(range, lineStarts(texts.get(range.path) ?? '')),
    maskedText: (path) => texts.get(path) ?? null,
  };
}

function append(texts: Map<string, string>, path: string, text: string): Range {
  const before = texts.get(path) ?? '';
  texts.set(path, before + text);
  return { path, start: before.length, end: before.length + text.length };
}

function writeDeployment(texts: Map<string, string>, spec: DeploymentSpec, ordinal: number): Deployment {
  const path = spec.path ?? 'deploy.sh';
  const name = spec.name ?? `acme-${spec.service ?? 'unknown'}`;
  const start = append(texts, path, `gcloud run deploy ${name}`).start;
  const bindings = (spec.flags ?? []).flatMap((flag) => writeFlag(texts, path, flag));
  const range = { path, start, end: texts.get(path)?.length ?? 0 };
  append(texts, path, '\n');
  const closes = closedKinds(spec.flags ?? []);
  return {
    id: `${path}#${name}#${ordinal}`,
    service: spec.service,
    environment: spec.environment ?? null,
    environmentWords: spec.words ?? {},
    entry: spec.entry ?? path,
    format: 'gcloud',
    carrier: 'shell',
    workload: spec.workload ?? 'service',
    container: spec.container ?? null,
    deployedName: text(name),
    project: spec.project === undefined ? null : text(spec.project),
    region: spec.region === undefined ? null : text(spec.region),
    source: null,
    image: null,
    mode: spec.mode ?? (closes.length > 0 ? 'replace' : 'merge'),
    open: spec.open ?? false,
    closes,
    bindings,
    gaps: spec.gaps ?? [],
    malformed: (spec.malformed ?? []).map((item) => ({ ...item, range })),
    range,
  };
}

function text(written: string): Text {
  return written.startsWith('$') ? hole(written, null) : literal(written);
}

function closedKinds(flags: readonly Flag[]): ('secret' | 'value')[] {
  const closing = flags.filter(([flag]) => flag.startsWith('set-') || flag.startsWith('clear-'));
  return [...new Set(closing.map(([flag]) => kindOf(flag)))];
}

function kindOf(flag: string): 'secret' | 'value' {
  return flag.endsWith('secrets') ? 'secret' : 'value';
}

function writeFlag(texts: Map<string, string>, path: string, [flag, items, condition]: Flag): BindingFact[] {
  append(texts, path, ` --${flag}=`);
  if (flag.startsWith('clear-') || items === '') return [];
  return items.split(',').map((item, i) => {
    if (i > 0) append(texts, path, ',');
    return makeBinding(flag, item, append(texts, path, masked(flag, item)), condition !== undefined);
  });
}

function masked(flag: string, item: string): string {
  return kindOf(flag) === 'value' ? item.replace(/=.*/, (value) => `=${'•'.repeat(value.length - 1)}`) : item;
}

function makeBinding(flag: string, item: string, range: Range, conditional: boolean): BindingFact {
  const [name = '', given = ''] = item.split('=');
  const source = kindOf(flag) === 'secret' ? readSecret(given) : ({ kind: 'value' } as const);
  return {
    name,
    target: name.startsWith('/') ? 'file' : 'env',
    operation: flag.startsWith('set-') ? 'set' : flag.startsWith('remove-') ? 'remove' : 'update',
    source,
    via: 'flag',
    conditional,
    range,
    related: [],
    value: source.kind === 'value' ? literal(given) : null,
  };
}

function readSecret(reference: string): Source {
  const path = /^projects\/([^/]+)\/secrets\/([^:]+):(.*)$/.exec(reference);
  if (path)
    return { kind: 'secret', project: path[1] ?? '', secret: path[2] ?? '', version: path[3] ?? '', template: false };
  const colon = reference.lastIndexOf(':');
  const secret = colon < 0 ? reference : reference.slice(0, colon);
  const version = colon < 0 ? '' : reference.slice(colon + 1);
  return { kind: 'secret', project: null, secret, version, template: secret.includes('$') };
}

function writeRead(texts: Map<string, string>, spec: ReadSpec): Read {
  const path = spec.path ?? `${spec.service ?? 'shared'}/main.py`;
  const range = append(texts, path, `os.environ.get("${spec.name}")`);
  append(texts, path, '\n');
  const refusal = spec.refusal === undefined ? null : append(texts, path, spec.refusal);
  if (refusal) append(texts, path, '\n');
  const scoped = (spec.only ?? spec.except ?? []).length > 0;
  return {
    service: spec.service,
    name: spec.name,
    level: spec.level,
    only: spec.only ?? [],
    except: spec.except ?? [],
    by: spec.by === undefined ? (scoped ? 'ENVIRONMENT' : null) : spec.by,
    when: spec.when ?? 'start',
    group: spec.group ?? null,
    language: 'python',
    idiom: 'get',
    via: [],
    range,
    refusal,
  };
}
