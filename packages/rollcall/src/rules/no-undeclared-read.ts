import type { FindingFact } from '../model/finding.ts';
import type { Requirement, Resolution } from '../model/resolution.ts';
import { requirementsFromCode } from '../resolve/code-requirements.ts';
import { isPlatformNameOfAny } from '../resolve/platform-names.ts';
import { declaredNames, isDeclared } from './declared-names.ts';
import { neededAt, whyNeeded } from './evidence.ts';
import { deploy, refuses, service } from './example-files.ts';
import { requirementsByName } from './requirement-state.ts';
import type { Rule } from './rule.ts';

const contractOf = (more: string): string => `version: 1
names:
  JWT_SECRET: { category: authentication }
services:
  auth:
    ${more}
`;

export const rule: Rule = {
  meta: {
    id: 'no-undeclared-read',
    category: 'contract',
    requires: 'contract',
    docs: `The code needs a name that the contract does not know.

Only names without which the code stops (or runs on empty) count, and only for services that the contract lists. Where the contract
takes the needs from the code (\`needs.from: code\`, the default) the name is checked anyway, and the finding is weaker; where the contract
alone states the needs, nothing else checks it. It is silent while the contract has no \`names\`.`,
    examples: [
      {
        title: 'A new need that the contract was not told of',
        files: { ...service('auth', refuses('JWT_SECRET'), refuses('SECRET_KEY')), 'deploy.sh': deploy('auth') },
        contract: contractOf('entry: auth/main.py'),
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'the contract does not know it' }],
      },
      {
        title: 'The contract alone states the needs',
        files: { ...service('auth', refuses('API_KEY')), 'deploy.sh': deploy('auth') },
        contract: contractOf('needs: { from: contract, add: [JWT_SECRET] }'),
        findings: [{ name: 'API_KEY', service: 'auth', what: 'auth needs API_KEY' }],
      },
      {
        title: 'All names are known',
        files: { ...service('auth', refuses('JWT_SECRET')), 'deploy.sh': deploy('auth') },
        contract: contractOf('entry: auth/main.py'),
        findings: [],
      },
      {
        title: 'A read with a default is no need',
        files: {
          ...service('auth', 'level = os.environ.get("LEVEL", "info")', 'print(level)'),
          'deploy.sh': deploy('auth'),
        },
        contract: contractOf('entry: auth/main.py'),
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    const { contract } = head;
    if (!contract || contract.names.size === 0) return [];
    return [...contract.services.keys()].flatMap((id) => undeclared(head, id));
  },
};

function undeclared(head: Resolution, id: string): FindingFact[] {
  const { contract } = head;
  const stated = contract?.services.get(id);
  if (!contract || !stated) return [];
  const declared = declaredNames(contract, stated);
  const image = new Set(head.facts.services.find((service) => service.id === id)?.imageNames ?? []);
  const isKnown = (name: string) => isDeclared(name, declared, stated) || image.has(name) || isGivenByPlatform(name);
  const byName = requirementsByName(codeNeeds(head, id), ({ anyOf }) => anyOf.flat().filter((name) => !isKnown(name)));
  return [...byName].map(([name, requirements]) => ({
    service: id,
    environment: null,
    name,
    given: null,
    what: `${id} needs ${name}, and the contract does not know it.`,
    why: requirements[0] ? whyNeeded(requirements[0], head.facts) : 'The code stops without it.',
    fix: { edits: [] },
    range: requirements[0]?.reads[0]?.range ?? null,
    related: neededAt(requirements),
    weaker: stated.needsFromCode,
  }));
}

/** What the code needs, also where the contract alone states the needs. */
function codeNeeds(head: Resolution, id: string): readonly Requirement[] {
  const stated = head.requirements.filter((r) => r.service === id && r.from === 'code');
  if (head.contract?.services.get(id)?.needsFromCode !== false) return stated;
  return requirementsFromCode(id, head.readsOf(id), head.contract);
}

function isGivenByPlatform(name: string): boolean {
  return isPlatformNameOfAny(name);
}
