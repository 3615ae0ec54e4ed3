import { CLOUD_RUN_NAMES } from '../model/cloud-run-names.ts';
import { type FormatId, localRank, type Workload } from '../model/deployment.ts';

/**
 * Names that every process of a container has without being given them: the shell's and the C library's usual ones, and what Linux
 * container runtimes set. Source: https://docs.docker.com/reference/cli/docker/container/run/#env ("sets HOME, HOSTNAME, PATH, TERM").
 */
const ANY_PROCESS = ['HOME', 'HOSTNAME', 'PATH', 'PWD', 'SHLVL', 'TERM', 'TMPDIR', 'USER'];

const BY_WORKLOAD: Readonly<Record<Workload, ReadonlySet<string>>> = {
  service: new Set([...ANY_PROCESS, ...CLOUD_RUN_NAMES.service]),
  job: new Set([...ANY_PROCESS, ...CLOUD_RUN_NAMES.job]),
  function: new Set([...ANY_PROCESS, ...CLOUD_RUN_NAMES.function]),
  app: new Set([...ANY_PROCESS, ...CLOUD_RUN_NAMES.app]),
};

/**
 * What Kubernetes sets: its own address, and those of the services of the namespace.
 * Source: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const KUBERNETES = /^KUBERNETES_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\w+)?)$/;

/** Whether the platform gives `name` to every container of this workload. Only Cloud Run sets more than a process has anyway. */
export function isPlatformName(name: string, workload: Workload, format: FormatId = 'gcloud'): boolean {
  if (format !== 'kubernetes' && localRank(format) === 0) return BY_WORKLOAD[workload].has(name);
  return ANY_PROCESS.includes(name) || (format === 'kubernetes' && KUBERNETES.test(name));
}

/** Names that Kubernetes sets where the namespace has a service that is called so: whether it has is not known. */
export function mayBeServiceLink(name: string, format: FormatId): boolean {
  return (
    format === 'kubernetes' && /^[A-Z]\w*_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)$/.test(name)
  );
}

/** Whether the platform gives `name` to some workload. */
export function isPlatformNameOfAny(name: string): boolean {
  return Object.values(BY_WORKLOAD).some((names) => names.has(name));
}
