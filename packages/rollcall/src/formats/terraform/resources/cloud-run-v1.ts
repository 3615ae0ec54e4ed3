import { joinGiven, openList } from '../../../manifests/given.ts';
import { refuseReserved } from '../../gcloud/index.ts';
import { blocksAt, blocksIn, textIn } from '../module/blocks.ts';
import { readEnvBlocks } from './env-blocks.ts';
import { containerName, containersIn, declare, type ResourceReader, startOf } from './resource.ts';
import { readMounts } from './volumes.ts';

const ENVIRONMENT = { from: 'value_from', secret: 'name', version: 'key' };
const VOLUMES = { secret: 'secret_name', version: 'key' };

/** https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_service */
export const readV1Service: ResourceReader = (resource) => {
  const { block, scope } = resource;
  const spec = ['template', 'spec'];
  const { found, open } = containersIn(resource, spec);
  const volumes = blocksAt(block.body, [...spec, 'volumes'], scope).found;
  const place = { body: block.body, scope };
  return found.map((container) => {
    const from = blocksIn(container.body, 'env_from', container.scope);
    const lists = [...from.found.map((one) => ({ written: 'env_from', range: one.block })), ...from.open];
    return refuseReserved(
      declare(resource, {
        workload: 'service',
        container: containerName(container, found),
        name: textIn(place, 'name'),
        region: textIn(place, 'location'),
        image: textIn(container, 'image'),
        start: startOf(container, 'command', 'args'),
        given: joinGiven([
          readEnvBlocks(container, ENVIRONMENT),
          readMounts(container, volumes, VOLUMES),
          ...[...lists, ...open].map(openList),
        ]),
      }),
    );
  });
};
