import type { DeploymentFact } from '../../../model/deployment.ts';
import type { Range } from '../../../model/span.ts';
import { asWritten, type Text } from '../../../model/text.ts';
import { asText, type Entry, entryOf, type Value } from '../evaluate/value.ts';
import { textIn, valueIn } from '../module/blocks.ts';
import { attributeIn, literalIn } from '../module/definitions.ts';
import { readPlainValues, readSecretValues } from './env-maps.ts';
import { type Given, joinGiven, openList } from './given.ts';
import { declare, type Resource } from './resource.ts';

/** Google's own modules. https://registry.terraform.io/modules/GoogleCloudPlatform/cloud-run/google/latest */
const CLOUD_RUN =
  /^(?:registry\.(?:terraform\.io|opentofu\.org)\/)?GoogleCloudPlatform\/cloud-run\/google(?:\/\/modules\/([\w-]+))?$|github\.com\/GoogleCloudPlatform\/terraform-google-cloud-run(?:\.git)?(?:\/\/modules\/([\w-]+))?(?:\?|$)/;

/** Sources and inputs of modules that deploy, as far as their names tell. */
const DEPLOYS = /cloud-?run|run-service|cloud-?function/i;
const ENVIRONMENT =
  /^(env|envs|env_vars|environment_variables|environment|env_variables|secrets|env_secret_vars|secret_env(ironment)?_var(iable)?s)$/;

/** What a call of a module from elsewhere deploys; null: it is none of those that are known. */
export function readRegistryModule(resource: Resource): readonly DeploymentFact[] | null {
  const found = CLOUD_RUN.exec(literalIn(resource.block.body, 'source') ?? '');
  if (!found) return null;
  const kind = found[1] ?? found[2] ?? '';
  if (kind === 'v2') return readContainers(resource);
  return kind === '' || kind === 'job-exec' || kind === 'secure-cloud-run' ? [readPlain(resource, kind)] : null;
}

/** Whether a module from elsewhere seems to deploy what is not read. */
export function seemsToDeploy({ block }: Resource): boolean {
  const source = literalIn(block.body, 'source') ?? '';
  return (
    DEPLOYS.test(source) &&
    block.body.attributes.some(({ name }) => ENVIRONMENT.test(name) || name === 'image' || name === 'containers')
  );
}

function readPlain(resource: Resource, kind: string): DeploymentFact {
  const { block, scope } = resource;
  const place = { body: block.body, scope };
  const input = (name: string, read: (value: Value | null, range: Range) => Given): Given =>
    read(valueIn(place, name), attributeIn(block.body, name)?.value.range ?? block.range);
  const fact = declare(resource, {
    workload: kind === 'job-exec' ? 'job' : 'service',
    container: null,
    name: textIn(place, 'service_name') ?? textIn(place, 'name'),
    region: textIn(place, 'location'),
    image: textIn(place, 'image'),
    given: joinGiven([input('env_vars', readPlainValues), input('env_secret_vars', readSecretValues)]),
  });
  return { ...fact, project: textIn(place, 'project_id') };
}

function readContainers(resource: Resource): readonly DeploymentFact[] {
  const { block, scope } = resource;
  const place = { body: block.body, scope };
  const containers = valueIn(place, 'containers');
  const range = attributeIn(block.body, 'containers')?.value.range ?? block.range;
  const base = { workload: 'service', name: textIn(place, 'service_name'), region: textIn(place, 'location') } as const;
  const project = textIn(place, 'project_id');
  if (containers?.kind !== 'list' || containers.open) {
    const given = openList({ written: 'containers', range });
    return [{ ...declare(resource, { ...base, container: null, image: null, given }), project }];
  }
  return containers.items.map(({ value, range: at }) => {
    const part = (name: string): Entry | null => (value.kind === 'object' ? entryOf(value, name) : null);
    const text = (name: string): Text | null => {
      const found = part(name)?.value;
      return found && found.kind !== 'null' ? asText(found) : null;
    };
    const [plain, secrets] = [part('env_vars'), part('env_secret_vars')];
    const named = containers.items.length > 1 ? text('container_name') : null;
    const given = joinGiven([
      ...(value.kind === 'object' ? [] : [openList({ written: 'containers', range: at })]),
      readPlainValues(plain?.value ?? null, plain?.range ?? at),
      readSecretValues(secrets?.value ?? null, secrets?.range ?? at),
    ]);
    const read = { ...base, container: named && asWritten(named), image: text('container_image'), given };
    return { ...declare(resource, read), project };
  });
}
