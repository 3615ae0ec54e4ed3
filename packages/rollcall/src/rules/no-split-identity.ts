import type { ContractFacts } from '../model/contract-facts.ts';
import type { BindingFact } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import { deploy, service } from './example-files.ts';
import { giveName } from './fix/give-name.ts';
import { groupBy } from './group.ts';
import { secretIdentity } from './identity.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment } from './wording.ts';

const contract = `version: 1
names:
  JWT_SECRET: { category: authentication }
  JWT_SECRET_KEY: { category: authentication, sameSecretAs: JWT_SECRET }
services:
  auth: {}
`;

export const rule: Rule = {
  meta: {
    id: 'no-split-identity',
    category: 'identity',
    requires: 'contract',
    docs: `Names that must be one secret point to different ones.

The contract says so with \`sameSecretAs\`; the rule compares all services of one environment (or of one deploy script, where the environment is not
known), whatever the versions. Without the contract's word it stays silent: two services often call different secrets by one
name, such as \`DATABASE_URL\`, and nothing in the code tells these from names that must agree. Ids that only run time knows are not compared.`,
    examples: [
      {
        title: 'Two names, two secrets',
        files: {
          ...service('auth', 'print("ready")'),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1,JWT_SECRET_KEY=jwt-key:1'),
        },
        contract,
        findings: [{ name: 'JWT_SECRET_KEY', service: 'auth', what: 'must be the same secret' }],
      },
      {
        title: 'Two services of one script',
        files: {
          ...service('auth', 'print("ready")'),
          ...service('backend', 'print("ready")'),
          'deploy.sh':
            deploy('auth', '--set-secrets=JWT_SECRET=jwt:1') +
            deploy('backend', '--set-secrets=JWT_SECRET_KEY=jwt-key:1'),
        },
        contract: `${contract}  backend: {}\n`,
        findings: [{ name: 'JWT_SECRET_KEY', service: 'backend', what: 'JWT_SECRET' }],
      },
      {
        title: 'One secret, two versions',
        files: {
          ...service('auth', 'print("ready")'),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1,JWT_SECRET_KEY=jwt:latest'),
        },
        contract,
        findings: [],
      },
      {
        title: 'Names that need not agree',
        files: {
          ...service('auth', 'print("ready")'),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1,DATABASE_URL=db:1'),
        },
        contract,
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    if (!head.contract) return [];
    const families = familiesOf(head.contract);
    return families.flatMap((names) => placesOf(head, names).flatMap((members) => splitIn(head, members)));
  },
};

interface Member {
  readonly deployment: Judged;
  readonly name: string;
  readonly binding: BindingFact;
  readonly identity: string;
}

/** Sets of names that must be one secret, with the names that they bear in some environments. */
function familiesOf(contract: ContractFacts): ReadonlySet<string>[] {
  const families = new Map<string, Set<string>>();
  for (const entry of contract.names.values()) {
    const root = rootOf(entry.name, contract);
    const family = families.get(root) ?? new Set([root]);
    for (const name of [entry.name, ...entry.nameIn.values()]) family.add(name);
    families.set(root, family);
  }
  for (const [root, family] of families) {
    const joined = [...contract.names.values()].some(
      (e) => e.sameSecretAs !== null && rootOf(e.name, contract) === root,
    );
    if (!joined) families.delete(root);
    else for (const name of contract.names.get(root)?.nameIn.values() ?? []) family.add(name);
  }
  return [...families.values()];
}

function rootOf(name: string, contract: ContractFacts): string {
  const seen = new Set<string>();
  let root = name;
  while (!seen.has(root)) {
    seen.add(root);
    const next = contract.names.get(root)?.sameSecretAs;
    if (next === null || next === undefined) return root;
    root = next;
  }
  return [...seen].sort()[0] ?? name;
}

/** The known secrets of these names, by environment, or by deploy script where the environment is not known. */
function placesOf(head: Resolution, names: ReadonlySet<string>): Member[][] {
  const members = judgedDeployments(head).flatMap((deployment) =>
    [...names].flatMap((name) => membersOf(deployment, name)),
  );
  const byPlace = groupBy(members, ({ deployment: { deployment } }) =>
    JSON.stringify([deployment.environment, deployment.environment === null ? deployment.entry : null]),
  );
  return [...byPlace.values()];
}

function membersOf(deployment: Judged, name: string): Member[] {
  return (deployment.bindings.get(name) ?? []).flatMap((binding) => {
    const identity = binding.conditional ? null : secretIdentity(binding);
    return identity === null ? [] : [{ deployment, name, binding, identity }];
  });
}

/** The members that differ from the secret that most of them have; the first one decides where none prevails. */
function splitIn(head: Resolution, members: readonly Member[]): FindingFact[] {
  const count = (member: Member): number => members.filter((other) => other.identity === member.identity).length;
  const reference = [...members].sort((a, b) => count(b) - count(a))[0];
  if (!reference) return [];
  return members
    .filter((member) => member.identity !== reference.identity)
    .map((member) => split(head, member, reference));
}

function split(head: Resolution, { deployment, name, binding }: Member, reference: Member): FindingFact {
  const { source } = reference.binding;
  const other = `${reference.name} of ${reference.deployment.serviceId}`;
  return {
    ...subjectOf(deployment, name),
    what: `${name} of ${deployment.serviceId}${inEnvironment(deployment)} must be the same secret as ${other}, and is another one.`,
    why: 'What one of them signs or encrypts, the other cannot check or read.',
    fix: { ...giveName(head, deployment, name, source), edits: [] },
    range: binding.range,
    related: [{ role: 'sibling', range: reference.binding.range }],
  };
}
