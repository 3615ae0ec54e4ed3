import { matchesPattern } from '../contract/patterns.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import { isPlatformName } from '../resolve/platform-names.ts';
import { deploy, refuses, service } from './example-files.ts';
import { updateCommand } from './fix/give-name.ts';
import { shellQuote } from './fix/shell-quote.ts';
import { isLibraryName } from './library-names.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-unused-binding',
    category: 'deployment',
    docs: `A deployment gives a name that nothing in the service reads.

It is silent where it cannot know: the service's code was not found or not wholly understood, the code reads names that only run time
knows, the contract calls the name dynamic or needed, a read's service is not known, or a library, a tool or the platform reads the name by
itself (the list with its sources is in \`library-names.ts\`).`,
    examples: [
      {
        title: 'A secret that the code stopped reading',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1,OLD_TOKEN=old:1'),
        },
        findings: [{ name: 'OLD_TOKEN', service: 'auth', what: 'nothing in auth reads it' }],
      },
      {
        title: 'A plain variable that nobody reads',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--update-env-vars=UNREAD_SETTING=1'),
        },
        findings: [{ name: 'UNREAD_SETTING', service: 'auth', what: 'nothing in auth reads it' }],
      },
      {
        title: 'Libraries read it',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--update-env-vars=PYTHONUNBUFFERED=1,SENTRY_RELEASE=1,TZ=UTC'),
        },
        findings: [],
      },
      {
        title: 'The code reads names that only run time knows',
        files: {
          ...service('auth', refuses('JWT_SECRET'), 'def flag(name):', '    return os.environ.get("FLAG_" + name)'),
          'deploy.sh': deploy('auth', '--update-env-vars=FLAG_DARK_MODE=1'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) => judgedDeployments(head).flatMap((deployment) => unusedIn(head, deployment)),
};

function unusedIn(head: Resolution, deployment: Judged): FindingFact[] {
  const { service } = deployment;
  const reads = head.readsOf(deployment.serviceId);
  if (!service || service.readsDynamically || reads.length === 0 || codeIsPartlyRead(head, deployment)) return [];
  const used = new Set(reads.map((read) => read.name));
  for (const read of head.facts.reads) if (read.service === null) used.add(read.name);
  for (const r of head.requirements) if (r.service === service.id) for (const name of r.anyOf.flat()) used.add(name);
  return [...deployment.bindings.keys()].flatMap((name) => {
    if (used.has(name) || isPlatformName(name, deployment.deployment.workload) || isLibraryName(name)) return [];
    if (isExcused(head, service.id, name)) return [];
    return unused(head, deployment, name) ?? [];
  });
}

/** Some of the service's code was not understood, so a read may have been missed. */
function codeIsPartlyRead(head: Resolution, { service, serviceId }: Judged): boolean {
  const roots = service?.roots ?? [];
  return head.facts.unresolved.some(({ affects, span }) => {
    if (affects.deployment !== null) return false;
    if (affects.service !== null) return affects.service === serviceId;
    return span !== null && roots.some((root) => isUnder(root, span.path));
  });
}

function isUnder(root: string, path: string): boolean {
  return root === '' || root === '.' || path === root || path.startsWith(`${root}/`);
}

function isExcused(head: Resolution, id: string, name: string): boolean {
  const stated = head.contract?.services.get(id);
  if (!stated) return false;
  return stated.variables.includes(name) || stated.dynamic.some((pattern) => matchesPattern(pattern, name));
}

function unused(head: Resolution, deployment: Judged, name: string): FindingFact | null {
  const bindings = (deployment.bindings.get(name) ?? []).filter((binding) => binding.target === 'env');
  const [first] = bindings;
  if (!first) return null;
  const flag = first.source.kind === 'secret' ? 'remove-secrets' : 'remove-env-vars';
  return {
    ...subjectOf(deployment, name),
    what: `${name} is given to ${deployment.serviceId}${inEnvironment(deployment)}, and nothing in ${deployment.serviceId} reads it.`,
    why: 'What nobody reads hides what is needed, and a secret that is given without need is one more that can leak.',
    fix: { ...updateCommand(head, deployment, `--${flag}=${shellQuote(name)}`), edits: [] },
    range: first.range,
    related: bindings.slice(1).map(({ range }) => ({ role: 'given', range })),
  };
}
