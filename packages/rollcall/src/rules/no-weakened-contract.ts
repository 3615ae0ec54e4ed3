import type { ContractFacts } from '../model/contract-facts.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import { shellQuote } from './fix/shell-quote.ts';
import type { Rule } from './rule.ts';
import { type Weakening, weakenings } from './weakenings.ts';

const before = `version: 1
environments:
  staging: { versions: pinned }
names:
  JWT_SECRET: { critical: true }
services:
  auth:
    needs: { add: [JWT_SECRET, REDIS_URL] }
`;

const code = { 'auth/main.py': 'import os\n\nprint(os.environ.get("REDIS_URL"))\n' };
const suppression = `suppress:
  - { rule: no-missing-binding, service: auth, name: JWT_SECRET, reason: later, until: 2027-01-31 }
`;
const retired = `    retired: [ { name: REDIS_URL, since: 2026-08-01, reason: no cache any more } ]
`;

export const rule: Rule = {
  meta: {
    id: 'no-weakened-contract',
    category: 'contract',
    requires: 'contract and base',
    docs: `A change asks less of the contract than its base did.

A need is dropped or holds in fewer environments, a name is no longer critical or no longer the same secret as another, a service's needs
are no longer read from its code, a name is retired, said to be given by somebody else, or left to a suppression, versions are no longer
pinned, an environment or a service is gone, the preset is a weaker one, or the contract itself is gone. Each may be right, and each makes other
rules silent, so a person should see it. It is weaker where the code bears it out: nothing reads the name any more, or nothing is left of the
service. A comparison honours the suppressions of the base alone, so a change cannot excuse itself.

Both contracts are read as YAML or JSON. A contract that is a program is read from the files on disk alone, never from a commit; where one side
is not read, the rule says nothing.`,
    examples: [
      {
        title: 'No longer critical',
        against: code,
        contractBefore: before,
        files: code,
        contract: before.replace('critical: true', 'critical: false'),
        findings: [{ name: 'JWT_SECRET', service: null, what: 'no longer calls JWT_SECRET critical' }],
      },
      {
        title: 'A need is gone',
        against: code,
        contractBefore: before,
        files: code,
        contract: before.replace(', REDIS_URL', ''),
        findings: [{ name: 'REDIS_URL', service: 'auth', what: 'no longer says that auth needs REDIS_URL' }],
      },
      {
        title: 'A finding is silenced',
        against: code,
        contractBefore: before,
        files: code,
        contract: before + suppression,
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'silences no-missing-binding' }],
      },
      {
        title: 'Versions may be the latest again',
        against: code,
        contractBefore: before,
        files: code,
        contract: before.replace('versions: pinned', 'versions: latest'),
        findings: [{ name: null, service: null, what: 'no longer asks for pinned versions in staging' }],
      },
      {
        title: 'A name is retired that the code still reads',
        against: code,
        contractBefore: before,
        files: code,
        contract: before.replace(', REDIS_URL', '') + retired,
        findings: [{ name: 'REDIS_URL', service: 'auth', what: 'retires REDIS_URL' }],
      },
      {
        title: 'More is asked',
        against: code,
        contractBefore: before,
        files: code,
        contract: before.replace('REDIS_URL', 'REDIS_URL, API_KEY'),
        findings: [],
      },
      {
        title: 'Written in another order',
        against: code,
        contractBefore: before,
        files: code,
        contract: before.replace('JWT_SECRET, REDIS_URL', 'REDIS_URL, { name: JWT_SECRET, critical: true }'),
        findings: [],
      },
    ],
  },
  check: ({ head, base, unreadContract }) => {
    if (!base?.contract) return [];
    if (head.contract) {
      const { contract } = head;
      return weakenings(base.contract, contract, head).map((one) => told(one, head, base, contract));
    }
    return unreadContract ? [] : [gone(base, base.contract)];
  },
};

function told(weakening: Weakening, head: Resolution, base: Resolution, contract: ContractFacts): FindingFact {
  const { service, environment, name, what, isBorneOut, range } = weakening;
  return {
    service,
    environment,
    name,
    given: null,
    what: `The contract ${what}.`,
    why: isBorneOut
      ? 'Nothing in the code speaks against it; what was asked before is asked no longer.'
      : 'What was asked before is asked no longer, so other rules are silent where they would have spoken.',
    fix: restore(base, contract.path),
    range: range ?? head.contract?.services.get(service ?? '')?.declaredAt ?? null,
    related: [],
    weaker: isBorneOut,
  };
}

function gone(base: Resolution, contract: ContractFacts): FindingFact {
  return {
    service: null,
    environment: null,
    name: null,
    given: null,
    what: `The contract ${contract.path} is gone.`,
    why: 'Nothing that it asked is asked any longer, and the rules that need one are silent.',
    fix: restore(base, contract.path),
    range: null,
    related: [],
  };
}

/** Takes the file back as the base has it. */
function restore(base: Resolution, path: string): FindingFact['fix'] {
  const { commit } = base.facts;
  if (commit === null) return { edits: [] };
  return { command: `git checkout ${commit} -- ${shellQuote(path)}`, edits: [] };
}
