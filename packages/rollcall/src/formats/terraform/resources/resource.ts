import type { Given } from '../../../manifests/given.ts';
import type { DeploymentFact, StatedStart, Workload } from '../../../model/deployment.ts';
import { asWritten, hole, isKnown, type Text } from '../../../model/text.ts';
import type { Gap } from '../../../model/unresolved.ts';
import type { Scope } from '../evaluate/scope.ts';
import { asText, type Value } from '../evaluate/value.ts';
import type { Block } from '../hcl/syntax.ts';
import { blocksAt, type Found, type FoundBlocks, textIn, valueIn } from '../module/blocks.ts';
import type { Stores } from './kubernetes-stores.ts';
import { ignoresEnvironment } from './lifecycle.ts';

/** One resource, or one of several that a block makes, as its reader is handed it. */
export interface Resource {
  readonly block: Block;
  readonly scope: Scope;
  /** The ConfigMaps and Secrets of Kubernetes that are made by the same start of Terraform. */
  readonly stores: () => Stores;
}

/** Reads one kind of resource: a deployment for each container. */
export type ResourceReader = (resource: Resource) => readonly DeploymentFact[];

/** What a reader says of one container or function. */
export interface Read {
  readonly workload: Workload;
  readonly container: string | null;
  readonly name: Text | null;
  readonly region: Text | null;
  readonly image: Text | null;
  readonly start?: StatedStart | null;
  readonly given: Given;
}

/** A deployment that declares all it is given, unless it says that it leaves that to others. */
export function declare({ block, scope }: Resource, read: Read): DeploymentFact {
  const { given, start } = read;
  const ignored = ignoresEnvironment(block);
  const { broken } = block;
  const gaps: Gap[] = [...given.gaps];
  if (broken) gaps.push({ reason: 'syntax-error', text: block.labels.join('.'), range: broken, names: 'all' });
  if (ignored) gaps.push({ reason: 'dynamic-list', text: 'ignore_changes', range: ignored, names: 'all' });
  return {
    format: 'terraform',
    carrier: 'hcl',
    workload: read.workload,
    container: read.container,
    deployedName: read.name ?? hole('name', block.range),
    project: textIn({ body: block.body, scope }, 'project'),
    region: read.region,
    source: null,
    image: read.image,
    ...(start ? { start } : {}),
    mode: ignored ? 'merge' : 'declare',
    closes: ignored ? [] : ['secret', 'value'],
    open: gaps.some(({ names }) => names === 'all'),
    bindings: given.bindings,
    gaps,
    hidden: given.hidden,
    range: block.range,
  };
}

/** What a container starts in place of what its image says, where that is known. */
export function startOf(container: Found, command: string, args: string): StatedStart | null {
  const [first, second] = [wordsOf(valueIn(container, command)), wordsOf(valueIn(container, args))];
  return first || second ? { command: first, args: second } : null;
}

function wordsOf(value: Value | null): readonly string[] | null {
  if (value?.kind !== 'list' || value.open || value.items.length === 0) return null;
  const words = value.items.map((item) => (item.conditional ? null : asText(item.value)));
  return words.every((word) => word !== null && isKnown(word)) ? words.map((word) => asWritten(word ?? [])) : null;
}

/** The name of a container where there are several. */
export function containerName(container: Found, all: readonly Found[]): string | null {
  const name = all.length > 1 ? textIn(container, 'name') : null;
  return name && asWritten(name);
}

/** The containers of a resource; where none is known, one of which nothing is known stands for them. */
export function containersIn(
  { block, scope }: Resource,
  template: readonly string[],
  types: readonly string[] = ['containers'],
): FoundBlocks {
  const lists = types.map((type) => blocksAt(block.body, [...template, type], scope));
  const read = { found: lists.flatMap(({ found }) => found), open: lists.flatMap(({ open }) => open) };
  if (read.found.length > 0) return read;
  const none: Found = {
    body: { attributes: [], blocks: [] },
    scope,
    conditional: false,
    block: block.range,
    made: null,
  };
  return { found: [none], open: read.open.length > 0 ? read.open : [{ written: 'containers', range: block.range }] };
}
