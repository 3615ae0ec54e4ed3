import type { FindingFact } from '../model/finding.ts';
import type { AppliedRequirement, GivenName, Resolution } from '../model/resolution.ts';
import { strongest } from './evidence.ts';
import { deploy, refuses, service } from './example-files.ts';
import { giveName } from './fix/give-name.ts';
import { proposalFrom } from './fix/propose-source.ts';
import { sameIdentity } from './identity.ts';
import { type Judged, requirementState } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { type Compared, comparedDeployments, readersOf, whoReads } from './since-base.ts';
import { lackOf, subjectOf } from './subject.ts';
import { inEnvironment } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-dropped-binding',
    category: 'deployment',
    requires: 'base',
    docs: `The deployment gave a name at the base revision, and no longer gives it.

Where the service refuses to go on without the name, that is an error; where it reads the name and copes, a warning: it runs with a default, or
with less. A name that nothing reads is told as a note, so that a removal by mistake is seen. A name that another one of an either-or replaces may go. One
that is given under another name, from the same secret, is told if the code still reads the old name.

A name that leaves an \`--update-…\` flag is not dropped: the running service keeps it.`,
    examples: [
      {
        title: 'An edit of one list loses another name',
        against: {
          ...service('auth', refuses('SECRET_KEY'), refuses('OAUTH_ID')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1,OAUTH_ID=oauth:1', '--set-env-vars=LOG=info'),
        },
        files: {
          ...service('auth', refuses('SECRET_KEY'), refuses('OAUTH_ID')),
          'deploy.sh': deploy('auth', '--set-secrets=OAUTH_ID=oauth-staging:1', '--set-env-vars=LOG=info'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'no longer gives SECRET_KEY' }],
      },
      {
        title: 'A plain variable goes, and the code still refuses to start without it',
        against: {
          ...service('auth', refuses('REDIS_HOST')),
          'deploy.sh': deploy('auth', '--set-env-vars=REDIS_HOST=redis,LOG=info', '--clear-secrets'),
        },
        files: {
          ...service('auth', refuses('REDIS_HOST')),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [{ name: 'REDIS_HOST', service: 'auth', what: 'no longer gives REDIS_HOST' }],
      },
      {
        title: 'All secrets are replaced, and nothing is said of plain variables',
        against: {
          ...service('auth', refuses('SECRET_KEY'), refuses('OAUTH_ID')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1,OAUTH_ID=oauth:1'),
        },
        files: {
          ...service('auth', refuses('SECRET_KEY'), refuses('OAUTH_ID')),
          'deploy.sh': deploy('auth', '--set-secrets=OAUTH_ID=oauth:1'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'no longer gives SECRET_KEY' }],
      },
      {
        title: 'The code reads it and copes',
        against: {
          ...service('auth', 'print(os.environ.get("SENTRY_DSN", "none"))'),
          'deploy.sh': deploy('auth', '--set-secrets=SENTRY_DSN=sentry:1', '--set-env-vars=LOG=info'),
        },
        files: {
          ...service('auth', 'print(os.environ.get("SENTRY_DSN", "none"))'),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [{ name: 'SENTRY_DSN', service: 'auth', what: 'which still reads it' }],
      },
      {
        title: 'A secret is given under a new name, and the code asks for the old one',
        against: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1'),
        },
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET_KEY=jwt:1', '--clear-env-vars'),
        },
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'as JWT_SECRET_KEY' }],
      },
      {
        title: 'A secret is given under a new name, and the code asks for that one',
        against: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET=jwt:1'),
        },
        files: {
          ...service('auth', refuses('JWT_SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=JWT_SECRET_KEY=jwt:1', '--clear-env-vars'),
        },
        findings: [],
      },
      {
        title: 'One name of an either-or takes the place of the other',
        against: {
          ...service(
            'auth',
            'if not (os.environ.get("REDIS_URL") or os.environ.get("REDIS_HOST")):',
            '    raise SystemExit("no Redis")',
          ),
          'deploy.sh': deploy('auth', '--set-env-vars=REDIS_HOST=redis', '--clear-secrets'),
        },
        files: {
          ...service(
            'auth',
            'if not (os.environ.get("REDIS_URL") or os.environ.get("REDIS_HOST")):',
            '    raise SystemExit("no Redis")',
          ),
          'deploy.sh': deploy('auth', '--set-env-vars=REDIS_URL=redis://redis', '--clear-secrets'),
        },
        findings: [],
      },
      {
        title: 'The code stopped needing it, and nothing else reads it',
        against: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--set-env-vars=LOG=info'),
        },
        files: {
          ...service('auth', 'print("ready")'),
          'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
        },
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'nothing there reads it' }],
      },
      {
        title: 'An update that no longer mentions a name leaves it in place',
        against: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--update-secrets=SECRET_KEY=key:1,OAUTH_ID=oauth:1'),
        },
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--update-secrets=OAUTH_ID=oauth:1'),
        },
        findings: [],
      },
    ],
  },
  check: ({ head, base }) =>
    base ? comparedDeployments(head, base).flatMap((compared) => droppedIn(head, compared)) : [],
};

function droppedIn(head: Resolution, { now: deployed, before }: Compared): FindingFact[] {
  const now = withoutReplaced(deployed, before);
  return [...before.bindings.keys()].flatMap((name) => {
    const was = before.given(name);
    const gone = was.given === 'yes' && was.because === 'binding' && now.given(name).given === 'no';
    if (!gone) return [];
    const asking = now.requirements.filter(({ anyOf, when }) => when !== 'build' && anyOf.flat().includes(name));
    const unmet = asking.filter((requirement) => requirementState(now, requirement) === 'no');
    if (unmet.length > 0) return needed(head, now, name, was, unmet);
    const met = asking.some((requirement) => requirementState(now, requirement) === 'yes');
    return met ? [] : unneeded(head, { now, before }, name, was);
  });
}

/**
 * A name is a secret or a plain value, never both: what the base gave as the one kind is gone where all of that kind is replaced and the
 * name is not among it, whatever becomes of the other kind. https://cloud.google.com/run/docs/configuring/services/environment-variables
 */
function withoutReplaced(now: Judged, before: Judged): Judged {
  const given = (name: string): GivenName => {
    const is = now.given(name);
    const kinds = new Set(before.given(name).bindings.map(({ source }) => source.kind));
    const isReplaced =
      is.because === 'not-listed' && kinds.size > 0 && [...kinds].every((kind) => now.closes.includes(kind));
    return isReplaced ? { ...is, given: 'no' } : is;
  };
  return { ...now, given };
}

function needed(
  head: Resolution,
  now: Judged,
  name: string,
  was: GivenName,
  requirements: readonly AppliedRequirement[],
): FindingFact[] {
  const main = strongest(requirements);
  if (!main) return [];
  return [
    {
      ...lackOf(head, now, name, main, requirements),
      what: sentence(now, name, newNameOf(now, was), 'which still needs it'),
      ...fixOf(head, now, name, was),
      weaker: main.applies === 'maybe' || main.level === 'hollow',
    },
  ];
}

/** What the service can do without; of what nothing reads, only that it went is told. */
function unneeded(head: Resolution, { now, before }: Compared, name: string, was: GivenName): FindingFact[] {
  const readers = readersOf(head, now, name);
  const newName = newNameOf(now, was);
  if (readers.length === 0 && newName !== null && before.given(newName).given !== 'yes') return [];
  const unread = readers.length === 0;
  return [
    {
      ...subjectOf(now, name),
      given: 'no',
      what: sentence(now, name, newName, unread ? 'and nothing there reads it' : 'which still reads it'),
      why: whoReads(head, now, readers),
      ...fixOf(head, now, name, was),
      range: now.deployment.range,
      related: readers.map(({ range }) => ({ role: 'needed' as const, range })),
      weaker: true,
      ...(unread ? { noteOnly: true } : {}),
    },
  ];
}

function sentence(now: Judged, name: string, newName: string | null, end: string): string {
  const instead = newName === null ? '' : ` (its secret is given as ${newName})`;
  return `The deployment in ${now.deployment.range.path} no longer gives ${name}${instead} to ${now.serviceId}${inEnvironment(now)}, ${end}.`;
}

function fixOf(head: Resolution, now: Judged, name: string, was: GivenName): Pick<FindingFact, 'fix'> {
  const proposal = proposalFrom(was.bindings);
  return { fix: proposal ? giveName(head, now, name, proposal) : giveName(head, now, name) };
}

/** The name under which the same secret is given now. */
function newNameOf(now: Judged, { bindings }: GivenName): string | null {
  for (const [name, given] of now.bindings) if (sameIdentity(bindings, given)) return name;
  return null;
}
