import { type Given, joinGiven, NOTHING, openList } from '../../manifests/given.ts';
import { items, text, type Value } from '../../manifests/value.ts';
import type { Carrier } from '../../model/command.ts';
import type { DeploymentFact, StatedStart, Workload } from '../../model/deployment.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, hole, isKnown, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { refuseReserved } from '../gcloud/index.ts';
import { readEnvironment, readMounts, readSecretVariables, readVariables } from './environment.ts';
import { field, fieldAt, openValue } from './fields.ts';

/** A resource that a program makes, with what it is made of. */
export interface PulumiResource {
  readonly provider: 'gcp' | 'google-native' | 'kubernetes';
  readonly type: string;
  readonly logicalName: Text | null;
  readonly args: Value;
  readonly carrier: Carrier;
  readonly range: Range;
}

interface Kind {
  readonly workload: Workload;
  /** Fields that lead to what holds the containers; null: it is a function. */
  readonly pod: readonly string[] | null;
  /** Where a function's variables lie. */
  readonly config: readonly string[];
  /** The platform sets names of its own, and refuses them. */
  readonly reserved: boolean;
}

const container = (workload: Workload, pod: readonly string[], reserved = true): Kind => ({
  workload,
  pod,
  config: [],
  reserved,
});
const cloudFunction = (config: readonly string[]): Kind => ({
  workload: 'function',
  pod: null,
  config,
  reserved: false,
});

/** By module and class, without case and punctuation. https://www.pulumi.com/registry/packages/gcp/api-docs/ */
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^(gcp cloudrunv2|googlenative run v2) (service)$/, container('service', ['template'])],
  [/^(gcp cloudrunv2|googlenative run v2) job$/, container('job', ['template', 'template'])],
  [/^(gcp cloudrunv2|googlenative run v2) workerpool$/, container('service', ['template'], false)],
  [/^gcp cloudrun service$/, container('service', ['template', 'spec'])],
  [/^googlenative run v1 service$/, container('service', ['spec', 'template', 'spec'])],
  [/^googlenative run v1 job$/, container('job', ['spec', 'template', 'spec', 'template', 'spec'])],
  [/^(gcp cloudfunctionsv2|googlenative cloudfunctions v2\w*) function$/, cloudFunction(['serviceConfig'])],
  [/^(gcp cloudfunctions|googlenative cloudfunctions v1) function$/, cloudFunction([])],
  [
    /^kubernetes .*\b(deployment|statefulset|daemonset|replicaset)$/,
    container('service', ['spec', 'template', 'spec'], false),
  ],
  [/^kubernetes batch .*\bjob$/, container('job', ['spec', 'template', 'spec'], false)],
  [/^kubernetes batch .*\bcronjob$/, container('job', ['spec', 'jobTemplate', 'spec', 'template', 'spec'], false)],
  [/^kubernetes core v1 pod$/, container('service', ['spec'], false)],
];

/** Charts and files that are deployed without a resource of their own for each workload. */
const HANDED_ON = /^kubernetes .*\b(chart|release|configfile|configgroup|directory)$/;

/** One deployment for each container or function of a resource; other resources give nothing. */
export function extractPulumi(resource: PulumiResource): {
  readonly deployments: readonly DeploymentFact[];
  readonly gaps: readonly Gap[];
} {
  const words = wordsOf(resource);
  const kind = KINDS.find(([pattern]) => pattern.test(words))?.[1];
  if (kind)
    return {
      deployments: kind.pod ? readContainers(resource, kind, kind.pod) : [readFunction(resource, kind)],
      gaps: [],
    };
  const handedOn = HANDED_ON.test(words);
  return {
    deployments: [],
    gaps: handedOn ? [{ reason: 'unread-hand-over', text: resource.type, range: resource.range, names: 'all' }] : [],
  };
}

/** `cloudrunv2.Service`, `cloudrunv2/service.Service`, `apps/v1.Deployment` → words. */
function wordsOf({ provider, type }: PulumiResource): string {
  const steps = type.toLowerCase().split(/[./]/);
  const last = steps.at(-1);
  const path = steps.slice(0, -1).filter((step) => step !== last);
  return [provider.replace('-', ''), ...path, last].join(' ');
}

function readContainers(resource: PulumiResource, kind: Kind, path: readonly string[]): readonly DeploymentFact[] {
  const pod = fieldAt(resource.args, ...path);
  const listed = field(pod, 'containers');
  const found = items(listed).filter(({ kind: sort }) => sort === 'map');
  const unread = found.length === 0 || found.length < items(listed).length;
  const unknown = listed ? openValue(listed) : openList({ written: 'containers', range: resource.range });
  const lists = unread ? unknown : NOTHING;
  const own = found.length > 0 ? found : [null];
  return own.map((one) => {
    const name = own.length > 1 ? text(field(one, 'name')) : null;
    const given = joinGiven([readEnvironment(one), readMounts(one, field(pod, 'volumes')), lists]);
    const fact = declare(resource, kind, given, {
      container: name && asWritten(name),
      image: text(field(one, 'image')),
      ...startOf(one),
    });
    return kind.reserved ? refuseReserved(fact) : fact;
  });
}

/** https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/; Cloud Run's fields are called alike. */
function startOf(one: Value | null): Pick<DeploymentFact, 'start'> {
  const [command = null, args = null] = [['command', 'commands'], ['args']].map((names) => {
    const words = names.flatMap((name) => items(field(one, name)).map((item) => text(item)));
    return words.length > 0 && words.every((word) => word !== null && isKnown(word))
      ? words.map((word) => asWritten(word ?? []))
      : null;
  });
  const start: StatedStart = { command, args };
  return command || args ? { start } : {};
}

function readFunction(resource: PulumiResource, kind: Kind): DeploymentFact {
  const config = kind.config.length === 0 ? resource.args : fieldAt(resource.args, ...kind.config);
  const given = joinGiven([
    readVariables(field(config, 'environmentVariables')),
    readSecretVariables(field(config, 'secretEnvironmentVariables')),
  ]);
  return declare(resource, kind, given, { container: null, image: null });
}

function declare(
  { args, logicalName, carrier, range }: PulumiResource,
  { workload }: Kind,
  given: Given,
  more: Pick<DeploymentFact, 'container' | 'image' | 'start'>,
): DeploymentFact {
  const opened = args.kind === 'map' ? (args.open ?? []) : openValue(args).gaps;
  const gaps = [...given.gaps, ...opened];
  return {
    format: 'pulumi',
    carrier,
    workload,
    ...more,
    deployedName:
      text(field(args, 'name')) ?? text(fieldAt(args, 'metadata', 'name')) ?? logicalName ?? hole('name', range),
    project: text(field(args, 'project')),
    region: text(field(args, 'location')) ?? text(field(args, 'region')),
    source: null,
    mode: 'declare',
    closes: ['secret', 'value'],
    open: gaps.some(({ names }) => names === 'all'),
    bindings: given.bindings,
    gaps,
    hidden: given.hidden,
    range,
  };
}
