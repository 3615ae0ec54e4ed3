import { type Given, giveSecret, joinGiven, NOTHING, openList } from '../../../manifests/given.ts';
import { asWritten, isKnown } from '../../../model/text.ts';
import { blocksIn, type Found, filledTextIn, textIn, valueIn } from '../module/blocks.ts';
import { attributeIn } from '../module/definitions.ts';
import { placeOf } from './env-blocks.ts';
import { readPlainValues } from './env-maps.ts';
import { declare, type ResourceReader } from './resource.ts';
import { giveFile } from './volumes.ts';

/** https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloudfunctions_function */
export const readFunction: ResourceReader = (resource) => {
  const { block, scope } = resource;
  const place: Found = { body: block.body, scope, conditional: false, block: block.range, made: null };
  return [
    declare(resource, {
      workload: 'service',
      container: null,
      name: textIn(place, 'name'),
      region: textIn(place, 'region'),
      image: null,
      given: readFunctionEnvironment(place),
    }),
  ];
};

/** https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloudfunctions2_function */
export const readFunction2: ResourceReader = (resource) => {
  const { block, scope } = resource;
  const place = { body: block.body, scope };
  const { found, open } = blocksIn(block.body, 'service_config', scope);
  return [
    declare(resource, {
      workload: 'service',
      container: null,
      name: textIn(place, 'name'),
      region: textIn(place, 'location'),
      image: null,
      given: joinGiven([...found.map(readFunctionEnvironment), ...open.map(openList)]),
    }),
  ];
};

function readFunctionEnvironment(config: Found): Given {
  const { body, scope } = config;
  const plain = attributeIn(body, 'environment_variables');
  const secrets = blocksIn(body, 'secret_environment_variables', scope);
  const volumes = blocksIn(body, 'secret_volumes', scope);
  return joinGiven([
    plain ? readPlainValues(valueIn(config, 'environment_variables'), plain.value.range) : NOTHING,
    ...secrets.found.map(readSecret),
    ...secrets.open.map(openList),
    ...volumes.found.flatMap(readVolume),
  ]);
}

function readSecret(block: Found): Given {
  const name = textIn(block, 'key') ?? [];
  return giveSecret(name, referenceIn(block), placeOf(block, name));
}

function referenceIn(block: Found) {
  return { id: filledTextIn(block, 'secret'), version: textIn(block, 'version'), project: textIn(block, 'project_id') };
}

/** Without `versions`, the newest version is a file of the secret's own name. */
function readVolume(volume: Found): Given[] {
  const folder = textIn(volume, 'mount_path');
  if (!folder || !isKnown(folder)) return [];
  const reference = referenceIn(volume);
  const versions = blocksIn(volume.body, 'versions', volume.scope).found;
  if (versions.length === 0) return [giveFile(volume, folder, reference.id ?? [], reference, volume.conditional)];
  return versions.map((one) => {
    const path = textIn(one, 'path') ?? [];
    const bare = isKnown(path) ? asWritten(path).replace(/^\//, '') : null;
    const name =
      bare === null ? path : [{ kind: 'text', text: bare, range: path[0]?.range ?? null, exact: false } as const];
    return giveFile(one, folder, name, { ...reference, version: textIn(one, 'version') }, volume.conditional);
  });
}
