import { joinGiven, openList } from '../../../manifests/given.ts';
import type { DeploymentFact, Workload } from '../../../model/deployment.ts';
import { refuseReserved } from '../../gcloud/index.ts';
import { blocksAt, textIn } from '../module/blocks.ts';
import { readEnvBlocks } from './env-blocks.ts';
import { containerName, containersIn, declare, type Resource, type ResourceReader, startOf } from './resource.ts';
import { readMounts } from './volumes.ts';

interface Kind {
  readonly workload: Workload;
  /** The blocks that lead to the one that holds the containers. */
  readonly template: readonly string[];
  /** Takes requests or is run to its end, so that the platform sets names of its own. */
  readonly reserved: boolean;
}

/** https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_v2_service */
export const readV2Service: ResourceReader = (resource) =>
  readContainers(resource, { workload: 'service', template: ['template'], reserved: true });

/** https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_v2_job */
export const readV2Job: ResourceReader = (resource) =>
  readContainers(resource, { workload: 'job', template: ['template', 'template'], reserved: true });

/** https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_v2_worker_pool */
export const readV2WorkerPool: ResourceReader = (resource) =>
  readContainers(resource, { workload: 'service', template: ['template'], reserved: false });

const ENVIRONMENT = { from: 'value_source', secret: 'secret', version: 'version' };
const VOLUMES = { secret: 'secret', version: 'version' };

function readContainers(resource: Resource, { workload, template, reserved }: Kind): readonly DeploymentFact[] {
  const { block, scope } = resource;
  const { found, open } = containersIn(resource, template);
  const volumes = blocksAt(block.body, [...template, 'volumes'], scope).found;
  const place = { body: block.body, scope };
  return found.map((container) => {
    const fact = declare(resource, {
      workload,
      container: containerName(container, found),
      name: textIn(place, 'name'),
      region: textIn(place, 'location'),
      image: textIn(container, 'image'),
      start: startOf(container, 'command', 'args'),
      given: joinGiven([
        readEnvBlocks(container, ENVIRONMENT),
        readMounts(container, volumes, VOLUMES),
        ...open.map(openList),
      ]),
    });
    return reserved ? refuseReserved(fact) : fact;
  });
}
