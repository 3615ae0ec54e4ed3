import * as v from 'valibot';
import { ROLES, SEVERITIES } from '../../model/finding.ts';
import { NOT_CHECKED_REASONS } from '../../model/report.ts';
import { GIVEN } from '../../model/resolution.ts';
import { SUPPRESSION_KINDS } from '../../model/suppression.ts';
import { complete, count, coverage, environment, names, service, span, text, textOrNull, told, tool } from './parts.ts';

const edit = v.strictObject({
  path: told(text, 'The file to change.'),
  start: told(count, 'The offset, in UTF-16 units, at which the new text begins.'),
  end: told(count, 'The end of what it replaces.'),
  text: told(text, 'The new text.'),
});

const finding = v.strictObject({
  rule: told(text, 'The id of the rule; `rollcall explain <rule>` tells more.'),
  severity: told(v.picklist(SEVERITIES), 'How much it weighs, by the preset.'),
  service,
  environment,
  name: told(textOrNull, 'The name it is about.'),
  given: told(v.nullable(v.picklist(GIVEN)), 'Whether the deployment gives the name; null: it is not about that.'),
  what: told(text, 'One sentence: what is so.'),
  why: told(text, 'One sentence: why it matters.'),
  fix: v.strictObject({
    command: v.optional(told(text, 'The command that mends it.')),
    edits: told(v.array(edit), 'Changes of files that mend it.'),
  }),
  span: told(v.nullable(span), 'Where to look first.'),
  related: v.array(v.strictObject({ role: told(v.picklist(ROLES), 'What the place has to do with it.'), span })),
  suppressed: told(
    v.nullable(
      v.strictObject({
        kind: told(
          v.picklist(SUPPRESSION_KINDS),
          'What suppresses it: an entry of the contract, a comment beside it, or the baseline.',
        ),
        reason: told(text, 'Why, in the words of the contract or the comment.'),
        until: told(textOrNull, 'The last day on which it holds; null: it has no end.'),
      }),
    ),
    'What keeps it from counting; null: nothing does.',
  ),
  fingerprint: told(text, 'Stable over edits: it holds no line number and no commit.'),
  docsUrl: told(text, 'Where the rule is described.'),
});

const notChecked = v.strictObject({
  reason: told(v.picklist(NOT_CHECKED_REASONS), 'Why it was not checked.'),
  service,
  environment,
  names,
  text: told(text, 'One sentence.'),
  matters: told(v.boolean(), 'It makes the result incomplete.'),
  span: v.nullable(span),
});

const summary = v.strictObject({
  services: count,
  deployments: count,
  requirements: count,
  errors: count,
  warnings: count,
  notes: count,
  suppressed: count,
});

const report = {
  complete,
  findings: v.array(finding),
  notChecked: told(v.array(notChecked), 'What was not looked at, or could not be told.'),
  coverage,
  summary: told(summary, 'How many of each; findings that are suppressed count as such only.'),
};

/** What `rollcall check --format json` prints. */
export const check = v.strictObject({ schema: v.literal('rollcall/check@1'), tool, ...report });

/** What `rollcall diff --format json` prints: findings that the base does not have. */
export const diff = v.strictObject({
  schema: v.literal('rollcall/diff@1'),
  tool,
  against: told(
    v.strictObject({ ref: told(text, 'As it was named.'), commit: told(text, 'The full id.') }),
    'The base.',
  ),
  ...report,
});
