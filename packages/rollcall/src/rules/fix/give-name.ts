import type { Deployment } from '../../model/deployment.ts';
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
    ...(own.format === 'compose'
      ? {}
      : {
          command:
            own.format === 'kubernetes'
              ? kubectl(own, giveKey(name, proposal))
              : updateCommand(resolution, deployment, giveFlag(name, proposal)),
        }),
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
  if (own.format === 'compose') return {};
  return {
    command: own.format === 'kubernetes' ? kubectl(own, `${name}-`) : updateCommand(resolution, deployment, ...flags),
  };
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

/** `gcloud run services update NAME --region=… FLAG`. https://cloud.google.com/sdk/gcloud/reference/run/services/update */
function updateCommand(resolution: Resolution, deployment: ResolvedDeployment, ...flags: string[]): string {
  const fact = deployment.deployment;
  const target = fact.environment === null ? undefined : resolution.contract?.environments.get(fact.environment);
  const project = textOr(fact.project, target?.project ?? null, '<project>');
  const region = textOr(fact.region, target?.region ?? null, '<region>') ?? '<region>';
  return [
    'gcloud run',
    fact.workload === 'job' ? 'jobs' : 'services',
    'update',
    shellQuote(known(fact.deployedName) ?? '<service>'),
    flag('region', region),
    ...(project === null ? [] : [flag('project', project)]),
    ...(fact.container === null ? [] : [flag('container', fact.container)]),
    ...flags,
  ].join(' ');
}

function textOr(text: Text | null, otherwise: string | null, placeholder: string): string | null {
  if (text === null) return otherwise;
  return known(text) ?? otherwise ?? placeholder;
}
