import { at, entries, entry, get, items, text, type Value } from '../../manifests/value.ts';
import type { DeploymentFact, StatedStart, Workload } from '../../model/deployment.ts';
import { asShown } from '../../model/shown-text.ts';
import { asWritten, hole, isKnown, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { readEnvironment } from './environment.ts';
import { type ContainerContext, joinGiven } from './given.ts';
import { mountedFiles } from './key-sets.ts';
import type { KubernetesObject } from './objects.ts';
import type { Stores } from './stores.ts';
import { readMounts } from './volumes.ts';

/** What workloads are read beside. */
export interface Surroundings {
  readonly stores: Stores;
  /** All objects that are applied together. */
  readonly objects: readonly KubernetesObject[];
  /** What holds for each of these workloads: lists that a tool makes, files that were not read. */
  readonly gaps: readonly Gap[];
}

/** Kinds of a controller that hold templates of pods deeper than Kubernetes' own do. */
const DEEPEST_TEMPLATE = 6;

/**
 * Where the specifications of pods lie in a workload of any kind; none for what runs nothing. Kinds of other makers (Argo's `Rollout`,
 * KEDA's `ScaledJob`) are told by their shape: a template that has containers.
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates
 */
function podsOf({ apiVersion, kind, root }: KubernetesObject): readonly Value[] {
  if (/^(serving\.knative\.dev|run\.googleapis\.com|apiextensions\.k8s\.io)\//.test(apiVersion)) return [];
  if (apiVersion === 'v1' && kind === 'Pod') return listed(get(root, 'spec'));
  if (apiVersion === 'v1' && kind === 'PodTemplate') return listed(at(root, 'template', 'spec'));
  if (kind === 'CronJob') return listed(at(root, 'spec', 'jobTemplate', 'spec', 'template', 'spec'));
  return templatesIn(get(root, 'spec'), DEEPEST_TEMPLATE);
}

function listed(pod: Value | null): readonly Value[] {
  return pod ? [pod] : [];
}

function templatesIn(value: Value | null, depth: number): readonly Value[] {
  if (!value || depth === 0) return [];
  if (value.kind === 'list') return value.items.flatMap((item) => templatesIn(item, depth - 1));
  return entries(value).flatMap((one) => {
    const pod = /template$/i.test(one.name) ? get(one.value, 'spec') : null;
    return pod && get(pod, 'containers') ? [pod] : templatesIn(one.value, depth - 1);
  });
}

export function isWorkload(object: KubernetesObject): boolean {
  return podsOf(object).length > 0;
}

/** One deployment for each container of a workload, those that run before it starts included. */
export function readWorkload(object: KubernetesObject, around: Surroundings): readonly DeploymentFact[] {
  const pods = podsOf(object);
  const several = pods.flatMap((pod) => containersOf(pod)).length > 1;
  return pods.flatMap((pod) => readPod(object, pod, several, around));
}

function listsOf(pod: Value): readonly (Value | null)[] {
  return ['containers', 'initContainers'].map((key) => get(pod, key));
}

function containersOf(pod: Value): readonly Value[] {
  return listsOf(pod)
    .flatMap((list) => items(list))
    .filter((one) => one.kind === 'map');
}

function readPod(
  object: KubernetesObject,
  pod: Value,
  several: boolean,
  around: Surroundings,
): readonly DeploymentFact[] {
  const made = listsOf(pod).flatMap((list): Gap[] =>
    list && list.kind !== 'list'
      ? [{ reason: 'dynamic-list', text: asShown(holesOf(text(list))), range: list.range, names: 'all' }]
      : [],
  );
  const context: ContainerContext = {
    stores: around.stores,
    namespace: object.namespace,
    volumes: get(pod, 'volumes'),
    mounted: (name) => filesOfClass(around.objects, name),
  };
  return containersOf(pod).map((container) => {
    const name = text(get(container, 'name'));
    const label = several && name ? asWritten(name) : null;
    return readContainer(object, container, label, [...around.gaps, ...(object.gaps ?? []), ...made], context);
  });
}

function filesOfClass(objects: readonly KubernetesObject[], name: string): ReturnType<ContainerContext['mounted']> {
  const found = objects.find(
    (one) => one.kind === 'SecretProviderClass' && one.name !== null && asWritten(one.name) === name,
  );
  return found ? mountedFiles(found) : null;
}

function holesOf(found: Text | null): Text {
  return (found ?? []).filter((piece) => piece.kind === 'hole');
}

function readContainer(
  object: KubernetesObject,
  container: Value,
  label: string | null,
  outer: readonly Gap[],
  context: ContainerContext,
): DeploymentFact {
  const given = joinGiven([readEnvironment(container, context), readMounts(container, context)]);
  const image = text(get(container, 'image'));
  const opened = container.kind === 'map' ? (container.open ?? []) : [];
  const gaps = distinct([...outer, ...given.gaps, ...opened]);
  return {
    format: 'kubernetes',
    carrier: 'yaml',
    workload: workloadOf(object),
    container: label,
    kind: object.kind,
    deployedName: object.shownName ?? object.name ?? hole('metadata.name', object.range),
    ...(object.calledName ? { calledName: object.calledName } : {}),
    project: null,
    region: null,
    source: null,
    image,
    ...readStart(container),
    // Without an image it is a patch of another manifest: what it does not list stays.
    mode: image ? 'declare' : 'merge',
    closes: image ? ['secret', 'value'] : [],
    open: gaps.some((gap) => gap.names === 'all'),
    bindings: given.bindings,
    gaps,
    malformed: given.malformed,
    hidden: given.hidden,
    range: object.range,
  };
}

/** A place that a template passes several times is told once. */
function distinct(gaps: readonly Gap[]): readonly Gap[] {
  const key = ({ reason, text, range, names }: Gap): string => JSON.stringify([reason, text, range, names]);
  return [...new Map(gaps.map((gap) => [key(gap), gap])).values()];
}

function workloadOf({ kind }: KubernetesObject): Workload {
  return /Job/.test(kind) ? 'job' : 'service';
}

/** https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/ */
function readStart(container: Value): Pick<DeploymentFact, 'start'> {
  const [command, args] = ['command', 'args'].map((key) => readWords(entry(container, key)?.value ?? null));
  const start: StatedStart = { command: command ?? null, args: args ?? null };
  return command || args ? { start } : {};
}

function readWords(list: Value | null): readonly string[] | null {
  if (list?.kind !== 'list') return null;
  const words = list.items.map((item) => text(item));
  return words.every((word) => word !== null && isKnown(word)) ? words.map((word) => asWritten(word ?? [])) : null;
}
