import { deploy, refuses, service } from './example-files.ts';
import type { Rule } from './rule.ts';

const CLOSED = deploy('auth', '--set-env-vars=LOG=info', '--clear-secrets');
const below = (comment: string) => ({
  ...service('auth', refuses('SECRET_KEY')),
  'deploy.sh': `${comment}\n${CLOSED}`,
});

export const rule: Rule = {
  meta: {
    id: 'no-malformed-suppression',
    category: 'contract',
    docs: `A comment asks for silence in a way that is not understood, or a suppression names a rule that there is not. It does nothing.

A comment is written \`rollcall-ignore <rule>: reason (until 2027-01-31)\`, in the language's own form of comment, beside what a finding points
at or in a line of its own above it. Several rules are separated by commas; names behind a rule restrict it to these: \`rollcall-ignore
no-missing-binding SECRET_KEY: set by hand\`. The reason is demanded; the day, which is the last one that counts, may be left out. A finding
points at a place of the deployment or of the code, and has the other side beside it: a comment works at either. What stands in a string is no
comment.`,
    examples: [
      {
        title: 'No reason',
        files: below('# rollcall-ignore no-missing-binding'),
        findings: [{ name: null, service: null, what: 'gives no reason' }],
      },
      {
        title: 'Not a day',
        files: below('# rollcall-ignore no-missing-binding: set by hand (until spring)'),
        findings: [{ name: null, service: null, what: 'has an end that is no day' }],
      },
      {
        title: 'Left behind in a file where nothing is wrong',
        files: {
          ...service('auth', refuses('SECRET_KEY')),
          'deploy.sh': `# rollcall-ignore\n${deploy('auth', '--set-secrets=SECRET_KEY=key:1', '--clear-env-vars')}`,
        },
        findings: [{ name: null, service: null, what: 'A suppression' }],
      },
      {
        title: 'No such rule',
        files: below('# rollcall-ignore no-mising-binding: set by hand'),
        findings: [
          { name: null, service: null, what: 'names no rule that there is; did you mean no-missing-binding?' },
        ],
      },
      {
        title: 'Understood',
        files: below('# rollcall-ignore no-missing-binding: set by hand (until 2999-01-31)'),
        findings: [],
      },
      {
        title: 'In a text, which is no comment',
        files: below("echo 'rollcall-ignore no-missing-binding'"),
        findings: [],
      },
    ],
  },
  check: ({ malformed }) =>
    (malformed ?? []).map(({ range, problem }) => ({
      service: null,
      environment: null,
      name: null,
      given: null,
      what: `A suppression ${problem}${/[.?]$/.test(problem) ? '' : '.'}`,
      why: 'It does nothing: what it was written for is reported.',
      fix: { edits: [] },
      range,
      related: [],
    })),
};
