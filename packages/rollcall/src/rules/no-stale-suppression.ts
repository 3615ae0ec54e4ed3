import type { FindingFact } from '../model/finding.ts';
import { deploy, refuses, service } from './example-files.ts';
import type { Rule, SuppressionOutcome } from './rule.ts';

const contract = (name: string, until: string): string => `version: 1
services:
  auth: {}
suppress:
  - { rule: no-missing-binding, service: auth, name: ${name}, reason: set by an operator, until: ${until} }
`;

const files = {
  ...service('auth', refuses('SECRET_KEY')),
  'deploy.sh': deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets'),
};

export const rule: Rule = {
  meta: {
    id: 'no-stale-suppression',
    category: 'contract',
    docs: `A suppression, of the contract or in a comment, has expired, or silences nothing.

An expired suppression no longer works: what it silenced is reported again. One that matches no finding is to be deleted, before it
hides something new. Suppressions of rules that did not run are left alone; so are those that match nothing where not all files could be read.
This rule and \`no-malformed-suppression\` cannot be suppressed.`,
    examples: [
      {
        title: 'Expired',
        files,
        contract: contract('SECRET_KEY', '2020-01-31'),
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'expired on 2020-01-31' }],
      },
      {
        title: 'Nothing to silence',
        files,
        contract: contract('JWT_SECRET', '2999-01-31'),
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'matches no finding' }],
      },
      {
        title: 'A comment that has expired',
        files: {
          ...files,
          'deploy.sh': `# rollcall-ignore no-missing-binding: by hand (until 2020-01-31)\n${files['deploy.sh']}`,
        },
        findings: [
          { name: null, service: null, what: 'comment that silences no-missing-binding here expired on 2020-01-31' },
        ],
      },
      {
        title: 'A comment with nothing to silence',
        files: {
          ...files,
          'deploy.sh': `# rollcall-ignore no-missing-binding JWT_SECRET: by hand\n${files['deploy.sh']}`,
        },
        findings: [{ name: 'JWT_SECRET', service: null, what: 'matches no finding' }],
      },
      {
        title: 'A comment in use',
        files: {
          ...files,
          'deploy.sh': `# rollcall-ignore no-missing-binding SECRET_KEY: by hand\n${files['deploy.sh']}`,
        },
        findings: [],
      },
      {
        title: 'Mended since',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--clear-env-vars'),
        },
        contract: contract('SECRET_KEY', '2999-01-31'),
        findings: [{ name: 'SECRET_KEY', service: 'auth', what: 'matches no finding' }],
      },
      { title: 'In use', files, contract: contract('SECRET_KEY', '2999-01-31'), findings: [] },
      { title: 'No suppression', files, contract: 'version: 1\nservices:\n  auth: {}\n', findings: [] },
    ],
  },
  check: ({ head, suppressions }) =>
    (suppressions ?? []).flatMap((outcome) => stale(outcome, head.facts.complete) ?? []),
};

/** What was not read may hold the finding that a suppression is for. */
function stale(outcome: SuppressionOutcome, complete: boolean): FindingFact | null {
  const { state, service, environment, name, until, range } = outcome;
  if (state === 'used' || (state === 'unused' && !complete)) return null;
  const expired = state === 'expired';
  return {
    service,
    environment,
    name,
    given: null,
    what: `${subjectOf(outcome)} ${expired ? `expired on ${until}` : 'matches no finding'}.`,
    why: expired
      ? 'It no longer works: renew it with a reason that still holds, or mend what it silenced.'
      : 'It would silence the next finding of its kind unseen.',
    fix: { edits: [] },
    range,
    related: [],
  };
}

function subjectOf({ kind, rule, service, name }: SuppressionOutcome): string {
  const subject = [service, name].filter((part) => part !== null).join(' ');
  const about = subject === '' ? '' : ` about ${subject}`;
  return kind === 'contract' ? `The suppression of ${rule}${about}` : `The comment that silences ${rule}${about} here`;
}
