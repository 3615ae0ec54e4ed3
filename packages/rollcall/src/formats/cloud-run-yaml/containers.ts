import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { BindingFact, Source } from '../../model/deployment.ts';
import { asShown, coverLiterals, literalPlaces } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, isKnown, known, rangeOf, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import type { ManifestDocument } from './nodes.ts';
import type { SecretAlias } from './secret-aliases.ts';

/** What one container, or a part of it, is given. */
export interface Given {
  readonly bindings: readonly BindingFact[];
  readonly gaps: readonly Gap[];
  /** Places of values that no binding has. */
  readonly hidden: readonly Range[];
}

export interface ContainerContext {
  readonly document: ManifestDocument;
  readonly aliases: ReadonlyMap<string, SecretAlias>;
  readonly volumes: Node | null;
  /** The container's own range: a block that begins within makes what it holds conditional. */
  readonly range: Range;
}

/** Reads `env`, `envFrom` and the secret volumes that a container mounts. */
export function readContainer(container: Node, context: ContainerContext): Given {
  const { document } = context;
  const parts = [
    readEnv(document.get(container, 'env'), context),
    readEnvFrom(document.get(container, 'envFrom'), context),
    ...document.items(document.get(container, 'volumeMounts')).map((mount) => readMount(mount, context)),
  ];
  const given = join(parts);
  return { ...given, gaps: [...given.gaps, ...templateGaps(context)] };
}

const none: Given = { bindings: [], gaps: [], hidden: [] };

function give(bindings: readonly BindingFact[], gaps: readonly Gap[] = [], hidden: readonly Range[] = []): Given {
  return { bindings, gaps, hidden };
}

function join(parts: readonly Given[]): Given {
  return {
    bindings: parts.flatMap((part) => part.bindings),
    gaps: parts.flatMap((part) => part.gaps),
    hidden: parts.flatMap((part) => part.hidden),
  };
}

function readEnv(env: Node | null, context: ContainerContext): Given {
  if (!env || (isScalar(env) && env.value === null)) return none;
  if (!isSeq(env)) return openList(context.document.text(env), context.document.range(env));
  const parts = env.items.map((item) => readEntry(context.document.follow(item), context));
  return join(parts);
}

function readEntry(entry: Node | null, context: ContainerContext): Given {
  const { document } = context;
  const name = document.text(document.get(entry, 'name'));
  if (!isMap(entry) || !name) return openList(document.text(entry), document.range(entry));
  if (!isKnown(name)) {
    const gap: Gap = { reason: 'dynamic-name', text: asShown(name), range: rangeOf(name), names: 'all' };
    const hidden = document.range(document.get(entry, 'value'));
    return give([], [gap], hidden ? [hidden] : []);
  }
  const secret = document.at(entry, 'valueFrom', 'secretKeyRef');
  if (secret) return bindSecret(entry, asWritten(name), secret, context);
  const value = document.pair(entry, 'valueFrom') ? null : document.text(document.get(entry, 'value'));
  const nodes = [document.pair(entry, 'name')?.key, document.get(entry, 'name'), document.get(entry, 'value')];
  const source: Source = { kind: 'value' };
  return give(
    [bind(asWritten(name), 'env', source, span(nodes, context), value, context)],
    [],
    literalPlaces(value ?? []),
  );
}

function bindSecret(entry: Node, name: string, reference: Node, context: ContainerContext): Given {
  const { document } = context;
  const idNode = document.get(reference, 'name');
  const versionNode = document.get(reference, 'key');
  const nodes = [document.pair(entry, 'name')?.key, document.get(entry, 'name'), idNode, versionNode];
  const made = makeSecret(document.text(idNode), document.text(versionNode), name, context);
  const related = made.alias ? [made.alias] : [];
  return give([{ ...bind(name, 'env', made.source, span(nodes, context), null, context), related }], made.gaps);
}

function makeSecret(id: Text | null, version: Text | null, name: string, { aliases }: ContainerContext) {
  const alias = aliases.get(known(id ?? []) ?? '');
  const secret = alias?.secret ?? id ?? [];
  const template = !isKnown(secret) || !isKnown(version ?? []);
  const source: Source = {
    kind: 'secret',
    project: alias?.project ?? null,
    secret: asWritten(secret),
    version: version ? asWritten(version) : 'latest',
    template,
  };
  const written = `${asShown(secret)}:${asShown(version ?? [])}`;
  const gaps: Gap[] = template
    ? [{ reason: 'dynamic-secret', text: written, range: rangeOf(secret), names: [name] }]
    : [];
  return { source, gaps, alias: alias?.range ?? null };
}

function readEnvFrom(envFrom: Node | null, { document }: ContainerContext): Given {
  if (isScalar(envFrom) && envFrom.value !== null) return openList(document.text(envFrom), document.range(envFrom));
  const gaps = document.items(envFrom).map((item): Gap => {
    const name = document.text(document.at(item, 'secretRef', 'name') ?? document.at(item, 'configMapRef', 'name'));
    return {
      reason: 'dynamic-list',
      text: `envFrom ${asShown(name ?? [])}`.trim(),
      range: document.range(item),
      names: 'all',
    };
  });
  return give([], gaps);
}

/** The files of a secret volume: one for each of its items, or one of the secret's own name. */
function readMount(mount: Node, context: ContainerContext): Given {
  const { document } = context;
  const name = known(document.text(document.get(mount, 'name')) ?? []);
  const folder = document.text(document.get(mount, 'mountPath'));
  const volume = document
    .items(context.volumes)
    .find((one) => known(document.text(document.get(one, 'name')) ?? []) === name);
  const secret = document.get(volume, 'secret');
  if (!folder || name === null || !secret) return none;
  return join(readFiles(secret, context).map((file) => bindFile(file, mount, folder, context)));
}

interface SecretFile {
  readonly node: Node;
  readonly id: Text | null;
  readonly path: Text | null;
  readonly version: Text | null;
}

function readFiles(secret: Node, { document }: ContainerContext): SecretFile[] {
  const id = document.text(document.get(secret, 'secretName'));
  const items = document.items(document.get(secret, 'items'));
  if (items.length === 0) return [{ node: secret, id, path: id, version: null }];
  return items.map((node) => ({
    node,
    id,
    path: document.text(document.get(node, 'path')),
    version: document.text(document.get(node, 'key')),
  }));
}

function bindFile(
  { node, id, path, version }: SecretFile,
  mount: Node,
  folder: Text,
  context: ContainerContext,
): Given {
  const { document } = context;
  const name = `${asWritten(folder).replace(/\/$/, '')}/${asWritten(path ?? [])}`;
  const made = makeSecret(id, version, name, context);
  const range = document.range(node) ?? context.range;
  const at = { ...range, end: trimmedEnd(range, document) };
  const related = [document.range(document.get(mount, 'mountPath')), made.alias].filter((one) => one !== null);
  return give([{ ...bind(name, 'file', made.source, at, null, context), related }], made.gaps);
}

/** A block's range runs to the next line's start. */
function trimmedEnd(range: Range, { manifest }: ManifestDocument): number {
  return range.start + manifest.masked.slice(range.start, range.end).trimEnd().length;
}

function bind(
  name: string,
  target: 'env' | 'file',
  source: Source,
  range: Range,
  value: Text | null,
  context: ContainerContext,
): BindingFact {
  const { blocks } = context.document.manifest;
  const conditional = blocks.some(
    (b) => b.start >= context.range.start && b.start <= range.start && b.end >= range.end,
  );
  return { name, target, operation: 'set', source, via: 'manifest', conditional, range, related: [], value };
}

/** From the first node to the end of the last. */
function span(nodes: readonly unknown[], { document, range }: ContainerContext): Range {
  const ranges = nodes.flatMap((node) => document.range(node) ?? []);
  if (ranges.length === 0) return range;
  const start = Math.min(...ranges.map((one) => one.start));
  const whole = { path: range.path, start, end: Math.max(...ranges.map((one) => one.end)) };
  return { ...whole, end: trimmedEnd(whole, document) };
}

function openList(text: Text | null, range: Range | null): Given {
  const holes = (text ?? []).filter((piece) => piece.kind === 'hole');
  return give([], [{ reason: 'dynamic-list', text: asShown(holes), range, names: 'all' }]);
}

/** Lines that a template puts into the container, and lists that it makes. */
function templateGaps({ document, range }: ContainerContext): Gap[] {
  const { insertions, blocks, original, masked } = document.manifest;
  let end = range.end;
  while (end < masked.length && /\s/.test(masked.charAt(end))) end++;
  const inside = ({ start }: { start: number }) => start >= range.start && start < end;
  const lines = insertions.filter((one) => inside(one) && mayNameVariables(original, one.start));
  const lists = blocks.filter((block) => block.repeats && inside(block));
  return [...lines, ...lists].map(({ start, end, written }): Gap => {
    return {
      reason: 'dynamic-list',
      text: coverLiterals(written),
      range: { path: range.path, start, end },
      names: 'all',
    };
  });
}

/** Whether lines put here may be variables: not those right under another key, such as `resources:`. */
function mayNameVariables(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 400), at).trimEnd();
  const key = /(?:^|\n)[ \t]*(?:-[ \t]+)?([\w.-]+):$/.exec(before)?.[1];
  return key === undefined || /^(env|envFrom|volumeMounts|containers)$/.test(key);
}
