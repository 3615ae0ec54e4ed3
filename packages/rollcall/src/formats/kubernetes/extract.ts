import type { Command } from '../../model/command.ts';
import type { DeploymentFact } from '../../model/deployment.ts';
import type { Gap } from '../../model/unresolved.ts';
import { folderOf, type ManifestFiles } from './files.ts';
import { chartsAmong, type HelmRelease, renderChart } from './helm/index.ts';
import { type KeySet, keySetsOf } from './key-sets.ts';
import { filesNamedBy, isComponent, isKustomization, type Rendered, renderKustomization } from './kustomize.ts';
import { objectsOf } from './objects.ts';
import { isWorkload, readWorkload } from './workloads.ts';

/** A deployment and the file that makes it: the manifest, the overlay, the values of an environment. */
export interface KubernetesDeployment {
  readonly fact: DeploymentFact;
  readonly entry: string;
  /** The command that deploys it, where one was seen. */
  readonly command: Command | null;
}

export interface KubernetesExtraction {
  readonly deployments: readonly KubernetesDeployment[];
  /** What no deployment holds. */
  readonly gaps: readonly Gap[];
}

/** A cheap look for what every manifest of Kubernetes holds, or a kustomization, or a chart. */
export function mentionsKubernetes(path: string, text: string): boolean {
  if (isKustomization(path) || /(^|\/)Chart\.ya?ml$/.test(path)) return true;
  return /(^|[\s{,])["']?kind["']?\s*:/.test(text) && /["']?apiVersion["']?\s*:/.test(text);
}

/** What the commands of a tree do for Kubernetes. */
export interface KubernetesCommands {
  /** Charts that they deploy. */
  readonly releases: readonly HelmRelease[];
  /** Secrets and ConfigMaps that they make. */
  readonly stores: readonly KeySet[];
}

/** Objects that are applied together, and from which file they are started. */
interface Application extends Rendered {
  readonly entry: string;
  readonly release?: HelmRelease | null;
}

/**
 * Reads what the files of a tree deploy to Kubernetes: each root kustomization (one that no other includes), each chart with each
 * environment's values, and each manifest that neither of them takes in.
 * @param paths the manifests, kustomizations and charts among the files
 * @param commands what commands deploy and make
 */
export function extractKubernetes(
  paths: readonly string[],
  files: ManifestFiles,
  { releases, stores }: KubernetesCommands = { releases: [], stores: [] },
): KubernetesExtraction {
  const charts = chartsAmong(paths, files);
  const inChart = (path: string): boolean =>
    charts.some(({ folder }) => path.startsWith(`${folder}/`) || folder === '');
  const plain = paths.filter((path) => !inChart(path));
  const kustomizations = plain.filter((path) => isKustomization(path));
  const named = new Set(kustomizations.flatMap((path) => filesNamedBy(path, files)));
  const gaps: Gap[] = [];
  const applications: Application[] = [];
  for (const path of kustomizations)
    if (!named.has(path) && !isComponent(path, files))
      applications.push({ entry: path, ...renderKustomization(path, files) });
  for (const path of plain) {
    if (isKustomization(path) || named.has(path)) continue;
    const read = readManifest(path, files);
    applications.push(read.application);
    gaps.push(...read.gaps);
  }
  for (const chart of charts) {
    const rendered = renderChart(chart, { files, releases, charts });
    applications.push(...rendered.applications);
    gaps.push(...rendered.gaps);
  }
  return { deployments: readApplications(applications, stores), gaps };
}

/** What of a manifest does not parse leaves its workloads open; where it has none, it is told by itself. */
function readManifest(
  path: string,
  files: ManifestFiles,
): { readonly application: Application; readonly gaps: readonly Gap[] } {
  const documents = files.documents(path) ?? [];
  const objects = documents.flatMap(({ root, gaps }) => objectsOf(root).map((object) => ({ ...object, gaps })));
  const lost = documents.filter(({ root, gaps }) => gaps.length > 0 && objectsOf(root).length === 0);
  const text = files.text(path) ?? '';
  const worth = WORKLOAD.test(text);
  return {
    application: { entry: path, objects, generated: [], gaps: [] },
    gaps: worth ? lost.flatMap(({ gaps }) => gaps) : [],
  };
}

/** Words of a manifest that runs something. */
const WORKLOAD =
  /(^|\n)\s*["']?kind["']?\s*:\s*["']?(Pod|Deployment(Config)?|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|(Cron|Scaled)?Job|Rollout)\b/;

function readApplications(
  applications: readonly Application[],
  made: readonly KeySet[],
): readonly KubernetesDeployment[] {
  const sets = applications.map((application) => [...application.objects.flatMap(keySetsOf), ...application.generated]);
  const owners = sets.flatMap((own, i) => own.map((set) => ({ set, application: i })));
  return applications.flatMap((application, i) => {
    const workloads = application.objects.filter(isWorkload);
    if (workloads.length === 0) return [];
    const own = sets[i] ?? [];
    const others = [...owners.flatMap(({ set, application: at }) => (at === i ? [] : [set])), ...made];
    const folder = folderOf(application.entry);
    const around = { stores: { own, others }, objects: application.objects, gaps: application.gaps };
    return workloads.flatMap((workload) =>
      readWorkload(workload, around).map((fact) => ({
        fact: {
          ...fact,
          hidden: [...(fact.hidden ?? []), ...besides(own, fact, folder), ...(application.release?.hidden ?? [])],
        },
        entry: application.entry,
        command: application.release?.command ?? null,
      })),
    );
  });
}

/** Values of objects that stand in the same files as the deployment: no frame of it may show them. */
function besides(own: readonly KeySet[], fact: DeploymentFact, folder: string): DeploymentFact['hidden'] & object {
  return own
    .filter(({ range }) => range.path === fact.range.path || folderOf(range.path) === folder)
    .flatMap(({ hidden }) => hidden);
}
