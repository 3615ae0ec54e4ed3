import { type Deployment, localRank, type Workload } from '../../model/deployment.ts';
import type { FindingFact } from '../../model/finding.ts';
import type { Resolution, ResolvedDeployment } from '../../model/resolution.ts';
import { known, type Text } from '../../model/text.ts';
import { appendToList, secretReference } from './edit-list.ts';
import { type Proposal, proposeSource } from './propose-source.ts';
import { flag, shellQuote } from './shell-quote.ts';

/**
 * How to give a name to a deployment: the command that mends the running workload, and the edit that keeps the next deploy from taking it
 * away again. What nobody but a person knows stands in angle brackets.
 * @param proposal what to give; by default what the contract, the siblings or the deployment's own ids suggest
 */
export function giveName(
  resolution: Resolution,
  deployment: ResolvedDeployment,
  name: string,
  proposal: Proposal = proposeSource(resolution, deployment, name),
): FindingFact['fix'] {
  const own = deployment.deployment;
  return {
    ...commandFor(
      own,
      () => kubectl(own, giveKey(name, proposal)),
      () => updateCommand(resolution, deployment, giveFlag(name, proposal)),
    ),
    edits: appendToList(deployment, name, proposal, resolution.facts),
  };
}

/** How to take a name away. A compose file is mended in the file alone. */
export function takeCommand(
  resolution: Resolution,
  deployment: ResolvedDeployment,
  name: string,
  ...flags: string[]
): Pick<FindingFact['fix'], 'command'> {
  const own = deployment.deployment;
  return commandFor(
    own,
    () => kubectl(own, `${name}-`),
    () => updateCommand(resolution, deployment, ...flags),
  );
}

function commandFor(
  { format }: Deployment,
  kubernetes: () => string,
  gcloud: () => { readonly command?: string },
): { readonly command?: string } {
  if (localRank(format) > 0) return {};
  return format === 'kubernetes' ? { command: kubernetes() } : gcloud();
}

/** `kubectl set env KIND/NAME …`. https://kubernetes.io/docs/reference/kubectl/generated/kubectl_set/kubectl_set_env/ */
function kubectl(fact: Deployment, ...words: string[]): string {
  const kind = (fact.kind ?? 'deployment').toLowerCase();
  const container = fact.container === null ? [] : ['-c', shellQuote(fact.container)];
  return [
    'kubectl set env',
    shellQuote(`${kind}/${known(fact.deployedName) ?? '<name>'}`),
    ...container,
    ...words,
  ].join(' ');
}

/** A key of a Secret, or a value. */
function giveKey(name: string, proposal: Proposal): string {
  if (proposal.kind === 'value') return shellQuote(`${name}=<value>`);
  const object =
    proposal.template || proposal.secret === null ? '<secret>' : (proposal.secret.split('/')[0] ?? '<secret>');
  return `${shellQuote(`--from=secret/${object}`)} --keys=${name}`;
}

function giveFlag(name: string, proposal: Proposal): string {
  if (proposal.kind === 'value') return flag('update-env-vars', `${name}=<value>`);
  const command = proposal.template ? { ...proposal, secret: null } : proposal;
  return flag('update-secrets', `${name}=${secretReference(command)}`);
}

/** https://cloud.google.com/sdk/gcloud/reference/functions/deploy changes a function that is there and leaves the rest of it as it is. */
const VERBS: Readonly<Record<Exclude<Workload, 'app'>, string>> = {
  service: 'gcloud run services update',
  job: 'gcloud run jobs update',
  function: 'gcloud functions deploy',
};

/**
 * `gcloud run services update NAME --region=… FLAG`. A service of App Engine has no such command: its file says all.
 * https://cloud.google.com/sdk/gcloud/reference/run/services/update
 */
function updateCommand(
  resolution: Resolution,
  deployment: ResolvedDeployment,
  ...flags: string[]
): { readonly command?: string } {
  const fact = deployment.deployment;
  if (fact.workload === 'app') return {};
  const target = fact.environment === null ? undefined : resolution.contract?.environments.get(fact.environment);
  const project = textOr(fact.project, target?.project ?? null, '<project>');
  const region = textOr(fact.region, target?.region ?? null, '<region>') ?? '<region>';
  const words = [
    VERBS[fact.workload],
    shellQuote(known(fact.deployedName) ?? '<service>'),
    flag('region', region),
    ...(project === null ? [] : [flag('project', project)]),
    ...(fact.container === null ? [] : [flag('container', fact.container)]),
    ...flags,
  ];
  return { command: words.join(' ') };
}

function textOr(text: Text | null, otherwise: string | null, placeholder: string): string | null {
  if (text === null) return otherwise;
  return known(text) ?? otherwise ?? placeholder;
}
