import type { ContractFacts, ContractRetired } from '../model/contract-facts.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import { distinct } from './evidence.ts';
import { deploy, refuses, service } from './example-files.ts';
import { removeItem } from './fix/edit-list.ts';
import { takeCommand } from './fix/give-name.ts';
import { flag } from './fix/shell-quote.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment } from './wording.ts';

const contract = `version: 1
services:
  auth:
    retired:
      - { name: OLD_TOKEN, since: 2025-08-24, reason: services sign with a key now, replacedBy: SERVICE_SECRET }
`;

export const rule: Rule = {
  meta: {
    id: 'no-retired-name',
    category: 'contract',
    requires: 'contract',
    docs: `A name that the contract retired is still given, or still read.

What is given and no longer used is a secret with one holder too many; what is read and no longer given is a branch of the code that nobody
takes. A read alone is weaker: code is often cleaned up after the deployments. It is silent about an entry that takes a name away
(\`--remove-secrets\`).`,
    examples: [
      {
        title: 'Still given',
        files: {
          ...service('auth', refuses('SERVICE_SECRET')),
          'deploy.sh': deploy('auth', '--update-secrets=OLD_TOKEN=old-token:1,SERVICE_SECRET=service:1'),
        },
        contract,
        findings: [{ name: 'OLD_TOKEN', service: 'auth', what: 'is still given OLD_TOKEN' }],
      },
      {
        title: 'Still read',
        files: {
          ...service('auth', 'print(os.environ.get("OLD_TOKEN"))'),
          'deploy.sh': deploy('auth', '--update-secrets=SERVICE_SECRET=service:1'),
        },
        contract,
        findings: [{ name: 'OLD_TOKEN', service: 'auth', what: 'still reads OLD_TOKEN' }],
      },
      {
        title: 'Taken away',
        files: {
          ...service('auth', refuses('SERVICE_SECRET')),
          'deploy.sh': deploy('auth', '--remove-secrets=OLD_TOKEN', '--update-env-vars=LOG=info'),
        },
        contract,
        findings: [],
      },
      {
        title: 'Another service has a name that is called so',
        files: {
          ...service('auth', refuses('SERVICE_SECRET')),
          ...service('mailer', refuses('OLD_TOKEN')),
          'deploy.sh':
            deploy('auth', '--update-secrets=SERVICE_SECRET=service:1') +
            deploy('mailer', '--update-secrets=OLD_TOKEN=old-token:1'),
        },
        contract,
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    const { contract: stated } = head;
    if (!stated) return [];
    const deployments = judgedDeployments(head);
    return [...stated.services.values()].flatMap((service) =>
      service.retired.flatMap((entry) => stillThere(head, stated, service.id, entry, deployments)),
    );
  },
};

function stillThere(
  head: Resolution,
  stated: ContractFacts,
  service: string,
  entry: ContractRetired,
  deployments: readonly Judged[],
): FindingFact[] {
  const given = deployments.flatMap((deployment) =>
    deployment.serviceId === service ? (stillGiven(head, entry, deployment) ?? []) : [],
  );
  return given.length > 0 ? given : [stillRead(head, stated, service, entry) ?? []].flat();
}

function stillGiven(head: Resolution, entry: ContractRetired, deployment: Judged): FindingFact | null {
  const { name } = entry;
  const [binding] = (deployment.bindings.get(name) ?? []).filter(({ target }) => target === 'env');
  if (!binding) return null;
  const list = binding.source.kind === 'secret' ? 'remove-secrets' : 'remove-env-vars';
  return {
    ...subjectOf(deployment, name),
    what: `${deployment.serviceId} is still given ${name}${inEnvironment(deployment)}, which the contract retired${insteadOf(entry)}.`,
    why: `The contract says why: ${reasonOf(entry)}.`,
    fix: {
      ...takeCommand(head, deployment, name, flag(list, name)),
      edits: removeItem(binding, head.facts),
    },
    range: binding.range,
    related: readsOf(head, deployment.serviceId, name),
  };
}

function stillRead(
  head: Resolution,
  stated: ContractFacts,
  service: string,
  entry: ContractRetired,
): FindingFact | null {
  const [first, ...others] = readsOf(head, service, entry.name);
  if (!first) return null;
  const at = entry.declaredAt ?? stated.services.get(service)?.declaredAt ?? null;
  return {
    service,
    environment: null,
    name: entry.name,
    given: null,
    what: `${service} still reads ${entry.name}, which the contract retired${insteadOf(entry)}.`,
    why: `The contract says why: ${reasonOf(entry)}.`,
    fix: { edits: [] },
    range: first.range,
    related: [...others, ...(at ? [{ role: 'needed' as const, range: at }] : [])],
    weaker: true,
  };
}

function readsOf(head: Resolution, service: string, name: string): FindingFact['related'] {
  const reads = head.readsOf(service).filter((read) => read.name === name);
  return distinct(reads.map(({ range }) => range)).map((range) => ({ role: 'needed', range }));
}

function insteadOf({ replacedBy }: ContractRetired): string {
  return replacedBy === null ? '' : ` in favour of ${replacedBy}`;
}

function reasonOf({ reason }: ContractRetired): string {
  return reason.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}
