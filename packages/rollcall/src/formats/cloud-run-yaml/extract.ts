import { isSeq, type Node, parseAllDocuments } from 'yaml';
import { type MaskedManifest, maskTemplates } from '../../manifests/templates.ts';
import type { DeploymentFact, Workload } from '../../model/deployment.ts';
import { asShown } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, hole, isKnown, known, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { nestsTooDeep, refuseReserved } from '../gcloud/index.ts';
import { readContainer } from './containers.ts';
import { ManifestDocument } from './nodes.ts';
import { readSecretAliases } from './secret-aliases.ts';

interface CloudRunManifests {
  readonly deployments: readonly DeploymentFact[];
  /** What no deployment holds. */
  readonly gaps: readonly Gap[];
}

/** A cheap look for the words that every manifest of Cloud Run holds. */
export function mentionsCloudRun(text: string): boolean {
  return text.includes('serving.knative.dev/') || text.includes('run.googleapis.com/');
}

/**
 * Reads the services (`serving.knative.dev/v1`), jobs and worker pools (`run.googleapis.com/v1`) of a manifest file in YAML or JSON, one
 * deployment for each container. Other documents give nothing.
 * Source: https://cloud.google.com/run/docs/reference/yaml/v1
 */
export function extractCloudRunYaml(file: { readonly path: string; readonly text: string }): CloudRunManifests {
  if (!mentionsCloudRun(file.text)) return { deployments: [], gaps: [] };
  const unreadable = (why: string): CloudRunManifests => ({
    deployments: [],
    gaps: [syntaxError(why, file.path, 0, file.text.length)],
  });
  try {
    const manifest = maskTemplates(file.text, file.path);
    return nestsTooDeep(manifest.masked) ? unreadable('nested too deep') : readManifests(manifest);
  } catch {
    return unreadable('not readable as YAML');
  }
}

function readManifests(manifest: MaskedManifest): CloudRunManifests {
  const parsed = parseAllDocuments(manifest.masked, { uniqueKeys: false, logLevel: 'silent', merge: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  const read = documents.map((document) => {
    const errors = document.errors.map((error) => syntaxError(error.code, manifest.path, ...error.pos));
    const walker = new ManifestDocument(document, manifest);
    const resources = resourcesOf(walker);
    const deployments = resources.flatMap((resource) => readResource(resource, walker, errors));
    const unread = resources.flatMap((resource) => findUnreadContainers(resource, walker));
    return { deployments, gaps: [...(deployments.length > 0 ? [] : errors), ...unread] };
  });
  return { deployments: read.flatMap((one) => one.deployments), gaps: read.flatMap((one) => one.gaps) };
}

/** The parser's code for the error; its message would show the source. */
function syntaxError(code: string, path: string, start: number, end: number): Gap {
  return { reason: 'syntax-error', text: code, range: { path, start, end }, names: 'all' };
}

/** A document's resource, or those of a `List`. */
function resourcesOf(document: ManifestDocument): readonly Node[] {
  const { root } = document;
  if (!root) return [];
  const items =
    known(document.text(document.get(root, 'kind')) ?? []) === 'List'
      ? document.items(document.get(root, 'items'))
      : [];
  return items.length > 0 ? items : [root];
}

interface Kind {
  readonly workload: Workload;
  /** Where the pod's specification lies, and the metadata whose annotations name the secrets of other projects. */
  readonly pod: readonly string[];
}

function kindOf(resource: Node, document: ManifestDocument): Kind | null {
  const api = known(document.text(document.get(resource, 'apiVersion')) ?? []) ?? '';
  const kind = known(document.text(document.get(resource, 'kind')) ?? []);
  if (api.startsWith('serving.knative.dev/') && kind === 'Service')
    return { workload: 'service', pod: ['spec', 'template', 'spec'] };
  if (!api.startsWith('run.googleapis.com/')) return null;
  if (kind === 'Job') return { workload: 'job', pod: ['spec', 'template', 'spec', 'template', 'spec'] };
  return kind === 'WorkerPool' || kind === 'Service'
    ? { workload: 'service', pod: ['spec', 'template', 'spec'] }
    : null;
}

function readResource(resource: Node, document: ManifestDocument, errors: readonly Gap[]): DeploymentFact[] {
  const kind = kindOf(resource, document);
  if (!kind) return [];
  const pod = document.at(resource, ...kind.pod);
  const containers = document.items(document.get(pod, 'containers'));
  const range = document.range(resource) ?? {
    path: document.manifest.path,
    start: 0,
    end: document.manifest.masked.length,
  };
  return containers.map((container) => {
    const named = document.text(document.get(container, 'name'));
    return readDeployment(
      { resource, kind, pod, container, range, document, errors },
      containers.length > 1 && named ? asWritten(named) : null,
    );
  });
}

/** Containers that are no list here: a template makes them. */
function findUnreadContainers(resource: Node, document: ManifestDocument): Gap[] {
  const kind = kindOf(resource, document);
  const containers = kind && document.at(resource, ...kind.pod, 'containers');
  if (!containers || isSeq(containers)) return [];
  const text = (document.text(containers) ?? []).filter((piece) => piece.kind === 'hole');
  return [{ reason: 'dynamic-list', text: asShown(text), range: document.range(containers), names: 'all' }];
}

interface ContainerPlace {
  readonly resource: Node;
  readonly kind: Kind;
  readonly pod: Node | null;
  readonly container: Node;
  readonly range: Range;
  readonly document: ManifestDocument;
  readonly errors: readonly Gap[];
}

function readDeployment(place: ContainerPlace, containerName: string | null): DeploymentFact {
  const { resource, kind, pod, container, range, document, errors } = place;
  const annotation = document.at(resource, 'spec', 'template', 'metadata', 'annotations', 'run.googleapis.com/secrets');
  const aliases = readSecretAliases(document.text(annotation));
  const own = document.range(container) ?? range;
  const given = readContainer(container, { document, aliases, volumes: document.get(pod, 'volumes'), range: own });
  const image = document.text(document.get(container, 'image'));
  const gaps = [...errors, ...given.gaps];
  const fact: DeploymentFact = {
    format: 'cloud-run-yaml',
    carrier: 'yaml',
    workload: kind.workload,
    container: containerName,
    deployedName: document.text(document.at(resource, 'metadata', 'name')) ?? hole('metadata.name', range),
    ...readLocation(resource, document),
    source: null,
    image,
    ...readStart(container, document),
    // Without an image it is a patch of another manifest: what it does not list stays.
    mode: image ? 'declare' : 'merge',
    closes: image ? ['secret', 'value'] : [],
    open: gaps.some((gap) => gap.names === 'all'),
    bindings: given.bindings,
    gaps,
    hidden: given.hidden,
    range,
  };
  const pool = asWritten(document.text(document.get(resource, 'kind')) ?? []) === 'WorkerPool';
  return pool ? fact : refuseReserved(fact);
}

function readStart(container: Node, document: ManifestDocument): Pick<DeploymentFact, 'start'> {
  const [command, args] = ['command', 'args'].map((key) => {
    const list = document.get(container, key);
    const words = isSeq(list) ? document.items(list).map((item) => document.text(item)) : null;
    return words?.every((word) => word !== null && isKnown(word)) ? words.map((word) => asWritten(word ?? [])) : null;
  });
  return command || args ? { start: { command: command ?? null, args: args ?? null } } : {};
}

/** Cloud Run's namespace is the project. */
function readLocation(resource: Node, document: ManifestDocument): { project: Text | null; region: Text | null } {
  const project = document.text(document.at(resource, 'metadata', 'namespace'));
  const isDefault = project !== null && known(project) === 'default';
  return {
    project: isDefault ? null : project,
    region: document.text(document.at(resource, 'metadata', 'labels', 'cloud.googleapis.com/location')),
  };
}
