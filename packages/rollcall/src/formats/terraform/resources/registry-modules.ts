import { type Given, joinGiven, openList } from '../../../manifests/given.ts';
import type { DeploymentFact } from '../../../model/deployment.ts';
import type { Range } from '../../../model/span.ts';
import { asWritten, type Text } from '../../../model/text.ts';
import type { Gap } from '../../../model/unresolved.ts';
import { asText, type Entry, entryOf, type Value } from '../evaluate/value.ts';
import { textIn, valueIn } from '../module/blocks.ts';
import { attributeIn, literalIn } from '../module/definitions.ts';
import { readPlainValues, readSecretValues } from './env-maps.ts';
import { declare, type Resource } from './resource.ts';

/** Google's own modules. https://registry.terraform.io/modules/GoogleCloudPlatform/cloud-run/google/latest */
const CLOUD_RUN =
  /^(?:registry\.(?:terraform\.io|opentofu\.org)\/)?GoogleCloudPlatform\/cloud-run\/google(?:\/\/modules\/([\w-]+))?$|github\.com\/GoogleCloudPlatform\/terraform-google-cloud-run(?:\.git)?(?:\/\/modules\/([\w-]+))?(?:\?|$)/;

/** Sources of modules that deploy, as far as their names tell. */
const DEPLOYS = /cloud[-_]?run|run-service|cloud[-_]?function/i;
/** Inputs that such modules give an environment by, and those by which they are told secrets for it. */
const PLAIN = /^(env|envs|env_vars|envvars|env_variables|environment|environment_variables)$/;
const SECRETS =
  /^(env_secret_vars|secret_env|secret_envs|secret_env_vars|secret_envvars|secret_env_variables|secret_environment_variables)$/;

/** What a call of a module from elsewhere deploys; null: it is none of those that are known. */
export function readRegistryModule(resource: Resource): readonly DeploymentFact[] | null {
  const found = CLOUD_RUN.exec(literalIn(resource.block.body, 'source') ?? '');
  if (!found) return null;
  const kind = found[1] ?? found[2] ?? '';
  if (kind === 'v2') return readContainers(resource);
  return kind === '' || kind === 'job-exec' || kind === 'secure-cloud-run' ? [readPlain(resource, kind)] : null;
}

/**
 * A module from elsewhere that deploys, as its source's and inputs' names tell: what it is given is read, and what it adds is not known.
 * Null: it does not look like one.
 */
export function readForeignModule(resource: Resource): DeploymentFact | null {
  const { block, scope } = resource;
  const source = literalIn(block.body, 'source') ?? '';
  const names = block.body.attributes.map(({ name }) => name);
  const inputs = names.filter((name) => PLAIN.test(name) || SECRETS.test(name));
  if (!DEPLOYS.test(source) || (inputs.length === 0 && !names.includes('image'))) return null;
  const place = { body: block.body, scope };
  const fact = declare(resource, {
    workload: /job/i.test(source) ? 'job' : 'service',
    container: null,
    name: textIn(place, 'service_name') ?? textIn(place, 'name'),
    region: textIn(place, 'location') ?? textIn(place, 'region'),
    image: textIn(place, 'image'),
    given: joinGiven(
      inputs.map((name) => readInput(resource, name, PLAIN.test(name) ? readPlainValues : readSecretValues)),
    ),
  });
  const gap: Gap = { reason: 'unread-hand-over', text: `the module ${source}`, range: block.range, names: 'all' };
  const project = textIn(place, 'project_id') ?? fact.project;
  return { ...fact, project, mode: 'merge', closes: [], open: true, gaps: [...fact.gaps, gap] };
}

function readInput(
  { block, scope }: Resource,
  name: string,
  read: (value: Value | null, range: Range) => Given,
): Given {
  return read(valueIn({ body: block.body, scope }, name), attributeIn(block.body, name)?.value.range ?? block.range);
}

function readPlain(resource: Resource, kind: string): DeploymentFact {
  const { block, scope } = resource;
  const place = { body: block.body, scope };
  const fact = declare(resource, {
    workload: kind === 'job-exec' ? 'job' : 'service',
    container: null,
    name: textIn(place, 'service_name') ?? textIn(place, 'name'),
    region: textIn(place, 'location'),
    image: textIn(place, 'image'),
    given: joinGiven([
      readInput(resource, 'env_vars', readPlainValues),
      readInput(resource, 'env_secret_vars', readSecretValues),
    ]),
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
