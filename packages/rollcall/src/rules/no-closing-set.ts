import type { Assumption } from '../model/command.ts';
import type { BindingFact } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import { deploy, refuses, service, update } from './example-files.ts';
import { giveName } from './fix/give-name.ts';
import { proposalFrom } from './fix/propose-source.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { isSameTarget } from './same-target.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-closing-set',
    category: 'deployment',
    docs: `A deployment replaces a whole list, and so wipes a name that another script gives to the same service.

\`--set-secrets\`, \`--set-env-vars\`, their \`--clear-…\` siblings and manifests state all there is of their kind. A name that some other
script adds with an \`--update-…\` flag is gone after the next deploy. Two deployments that both replace are alternatives, and are
not compared, unless one script runs the one and then the other. Names that the deployment removes by name are not wiped.`,
    examples: [
      {
        title: 'A hotfix script adds a secret, the deploy wipes it',
        files: {
          ...service('auth', refuses('JWT_SECRET'), 'print(os.environ.get("OAUTH_SECRET"))'),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1'),
          'hotfix.sh': update('auth', '--update-secrets=OAUTH_SECRET=oauth:1'),
        },
        findings: [{ name: 'OAUTH_SECRET', service: 'auth', what: 'wipes OAUTH_SECRET' }],
      },
      {
        title: 'Plain variables too',
        files: {
          ...service('auth', 'print(os.environ.get("REDIS_HOST"))'),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info'),
          'network.sh': update('auth', '--update-env-vars=REDIS_HOST=10.0.0.3'),
        },
        findings: [{ name: 'REDIS_HOST', service: 'auth', what: 'wipes REDIS_HOST' }],
      },
      {
        title: 'A script sets a list, and then another one',
        files: {
          ...service('auth', 'print(os.environ.get("REDIS_HOST"))'),
          'deploy.sh': `${deploy('auth', '--set-env-vars=REDIS_HOST=10.0.0.3')}\nURL=$(gcloud run services describe auth)\n${update('auth', '--set-env-vars=SELF=$URL')}\n`,
        },
        findings: [{ name: 'REDIS_HOST', service: 'auth', what: 'wipes REDIS_HOST' }],
      },
      {
        title: 'A script sets one list or the other',
        files: {
          ...service('auth', 'print(os.environ.get("REDIS_HOST"))'),
          'deploy.sh': `if [ -z "$1" ]; then\n${deploy('auth', '--set-env-vars=REDIS_HOST=10.0.0.3')}\nelse\n${update('auth', '--set-env-vars=SELF=$1')}\nfi\n`,
        },
        findings: [],
      },
      {
        title: 'The other list is closed',
        files: {
          ...service('auth', 'print(os.environ.get("REDIS_HOST"))'),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1'),
          'network.sh': update('auth', '--update-env-vars=REDIS_HOST=10.0.0.3'),
        },
        findings: [],
      },
      {
        title: 'Both give it',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1'),
          'rotate.sh': update('auth', '--update-secrets=JWT_SECRET=jwt:2'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) => {
    const deployments = judgedDeployments(head);
    return deployments
      .filter((deployment) => deployment.closes.length > 0)
      .flatMap((closing) => {
        const others = deployments.filter(
          (other) => isSameTarget(closing, other) && (other.closes.length === 0 || runsBefore(other, closing)),
        );
        return wipedBy(head, closing, others);
      });
  },
};

/** Whether one script runs the one and then, on some way through it, the other. */
function runsBefore({ deployment: first }: Judged, { deployment: second }: Judged): boolean {
  if (!first.ways || !second.ways || first.entry !== second.entry || first.ways.step !== second.ways.step) return false;
  const follows = first.range.path === second.range.path && first.range.end <= second.range.start;
  return follows && mayMeet(first.ways.assumes, second.ways.assumes);
}

/** Whether one way through a script can take both for granted. */
function mayMeet(ours: readonly Assumption[], theirs: readonly Assumption[]): boolean {
  return ours.every((a) => {
    const b = theirs.find(({ key }) => key === a.key);
    if (!b) return true;
    if (a.equals !== null && b.equals !== null) return a.equals === b.equals;
    return a.equals !== null ? !b.not.includes(a.equals) : b.equals === null || !a.not.includes(b.equals);
  });
}

function wipedBy(head: Resolution, closing: Judged, others: readonly Judged[]): FindingFact[] {
  const byName = new Map<string, { binding: BindingFact; by: Judged }>();
  for (const by of others) {
    for (const [name, bindings] of by.bindings) {
      const { given, because } = closing.given(name);
      if (given === 'yes' || because !== 'not-listed' || byName.has(name)) continue;
      const binding = bindings.find(
        (b) =>
          b.target === 'env' && closing.closes.includes(b.source.kind) && (!b.conditional || runsBefore(by, closing)),
      );
      if (binding) byName.set(name, { binding, by });
    }
  }
  return [...byName].map(([name, { binding, by }]) => wiped(head, closing, name, binding, by));
}

function wiped(head: Resolution, closing: Judged, name: string, binding: BindingFact, by: Judged): FindingFact {
  const read = head.readsOf(closing.serviceId).some((r) => r.name === name);
  const proposal = proposalFrom([binding]);
  return {
    ...subjectOf(closing, name),
    what: `The deployment in ${closing.deployment.range.path} wipes ${name} of ${closing.serviceId}${inEnvironment(closing)}, which ${by.deployment.range.path} gives.`,
    why: `It replaces the whole list of ${binding.source.kind === 'secret' ? 'secrets' : 'plain variables'}, and does not list ${name}.`,
    fix: proposal ? giveName(head, closing, name, proposal) : giveName(head, closing, name),
    range: closing.deployment.range,
    related: [{ role: 'given', range: binding.range }],
    weaker: !read,
  };
}
