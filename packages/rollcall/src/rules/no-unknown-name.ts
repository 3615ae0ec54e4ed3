import { nearest } from '../contract/nearest.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';
import { isPlatformNameOfAny } from '../resolve/platform-names.ts';
import { declaredNames, isDeclared } from './declared-names.ts';
import { deploy, refuses, service } from './example-files.ts';
import { isLibraryName } from './library-names.ts';
import { judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';

const contract = `version: 1
names:
  JWT_SECRET: { category: authentication }
  REDIS_HOST: { category: redis }
services:
  auth: {}
`;

export const rule: Rule = {
  meta: {
    id: 'no-unknown-name',
    category: 'contract',
    requires: 'contract',
    docs: `A name is given or read that the contract does not know.

A contract may be small, so an unknown name alone is a weak sign; one that nearly is a known name is a strong one, and the finding names
its neighbour. It is silent about services that the contract does not list, about names of the platform and of libraries, about names that
the image sets, and while the contract has no \`names\`.`,
    examples: [
      {
        title: 'A slip of the pen in a deploy script',
        files: {
          ...service('auth', 'print("ready")'),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECERT=jwt-secret:1'),
        },
        contract,
        findings: [{ name: 'JWT_SECERT', service: 'auth', what: 'did you mean JWT_SECRET?' }],
      },
      {
        title: 'A name that the contract was never told of',
        files: {
          ...service('auth', 'print(os.environ.get("COLOUR_OF_THE_SKY", "blue"))'),
          'deploy.sh': deploy('auth'),
        },
        contract,
        findings: [{ name: 'COLOUR_OF_THE_SKY', service: 'auth', what: 'reads COLOUR_OF_THE_SKY' }],
      },
      {
        title: 'Known names',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt-secret:1,REDIS_HOST=redis-host:1'),
        },
        contract,
        findings: [],
      },
      {
        title: 'Names of the platform and of libraries',
        files: {
          ...service('auth', 'print(os.environ.get("PORT", "8080"))'),
          'deploy.sh': deploy('auth', '--update-env-vars=PYTHONUNBUFFERED=1,OTEL_SERVICE_NAME=auth'),
        },
        contract,
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    if (!head.contract || head.contract.names.size === 0) return [];
    return [...head.contract.services.keys()].flatMap((id) => unknownNames(head, id));
  },
};

interface Mention {
  readonly verb: 'gives' | 'reads';
  readonly range: Range;
}

function unknownNames(head: Resolution, id: string): FindingFact[] {
  const { contract } = head;
  const stated = contract?.services.get(id);
  if (!contract || !stated) return [];
  const declared = declaredNames(contract, stated);
  const image = new Set(head.facts.services.find((service) => service.id === id)?.imageNames ?? []);
  const facts: FindingFact[] = [];
  for (const [name, mentions] of mentionsOf(head, id)) {
    const platform = isPlatformNameOfAny(name);
    if (isDeclared(name, declared, stated) || isLibraryName(name) || image.has(name) || platform) continue;
    facts.push(unknown(id, name, mentions, nearest(name, declared)));
  }
  return facts;
}

function mentionsOf(head: Resolution, id: string): Map<string, Mention[]> {
  const mentions = new Map<string, Mention[]>();
  const add = (name: string, mention: Mention): void => {
    mentions.set(name, [...(mentions.get(name) ?? []), mention]);
  };
  for (const deployment of judgedDeployments(head)) {
    if (deployment.serviceId !== id) continue;
    for (const [name, bindings] of deployment.bindings) {
      for (const binding of bindings) if (binding.target === 'env') add(name, { verb: 'gives', range: binding.range });
    }
  }
  for (const read of head.readsOf(id)) add(read.name, { verb: 'reads', range: read.range });
  return mentions;
}

function unknown(id: string, name: string, mentions: readonly Mention[], near: string | null): FindingFact {
  const verbs = new Set(mentions.map((mention) => mention.verb));
  const told =
    verbs.size === 2
      ? `${name} is given to ${id} and read`
      : verbs.has('gives')
        ? `A deployment gives ${name} to ${id}`
        : `${id} reads ${name}`;
  return {
    service: id,
    environment: null,
    name,
    given: null,
    what: `${told}, and the contract does not know it${near === null ? '' : `: did you mean ${near}?`}${near === null ? '.' : ''}`,
    why:
      near === null
        ? 'Nobody can tell from the contract what it is for, or who provides it.'
        : 'A name that differs by a few letters is usually a slip: the one side gives what the other does not read.',
    fix: { edits: [] },
    range: mentions[0]?.range ?? null,
    related: mentions.slice(1, 5).map(({ verb, range }) => ({ role: verb === 'gives' ? 'given' : 'needed', range })),
    weaker: near === null,
  };
}
