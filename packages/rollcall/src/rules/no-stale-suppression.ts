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
    requires: 'contract',
    docs: `A suppression of the contract has expired, or silences nothing.

An expired suppression no longer works: what it silenced is reported again. One that matches no finding is to be deleted, before it
hides something new. Suppressions of rules that did not run are left alone.`,
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
      { title: 'In use', files, contract: contract('SECRET_KEY', '2999-01-31'), findings: [] },
      { title: 'No suppression', files, contract: 'version: 1\nservices:\n  auth: {}\n', findings: [] },
    ],
  },
  check: ({ suppressions }) => (suppressions ?? []).flatMap((outcome) => stale(outcome) ?? []),
};

function stale({ suppression, state }: SuppressionOutcome): FindingFact | null {
  if (state === 'used') return null;
  const { rule } = suppression;
  const subject = [suppression.service, suppression.name].filter((part) => part !== null).join(' ');
  const about = subject === '' ? '' : ` about ${subject}`;
  return {
    service: suppression.service,
    environment: suppression.environment,
    name: suppression.name,
    given: null,
    what:
      state === 'expired'
        ? `The suppression of ${rule}${about} expired on ${suppression.until}.`
        : `The suppression of ${rule}${about} matches no finding.`,
    why:
      state === 'expired'
        ? 'It no longer works: renew it with a reason that still holds, or mend what it silenced.'
        : 'It would silence the next finding of its kind unseen.',
    fix: { edits: [] },
    range: suppression.declaredAt,
    related: [],
  };
}
