import * as v from 'valibot';
import { HALVES, MOMENTS, NEEDS, REGRESSION_KINDS, SIDES } from '../../model/history.ts';
import { complete, count, missingObjects, span, text, textOrNull, texts, told, tool } from './parts.ts';

const commitFields = {
  commit: told(text, 'The full id.'),
  date: told(text, "The author's instant and offset, ISO 8601."),
  subject: told(text, 'The first line of the message.'),
};

export const commit = v.strictObject(commitFields);

const evidence = v.strictObject({
  commit: told(text, 'The commit whose tree shows it.'),
  side: told(v.picklist(MOMENTS), 'Before or after the commit that made the regression.'),
  of: told(v.picklist(HALVES), 'What the code needs, or what the deployment gives.'),
  path: told(text, 'The file.'),
  span: told(v.nullable(span), 'The place; null: the whole file.'),
});

export const hours = told(
  v.nullable(v.number()),
  'From the commit that made it to the one that mended it, by the committers’ instants; null: nothing mended it.',
);

export const regression = v.strictObject({
  id: told(text, 'Stable over runs.'),
  kind: told(v.picklist(REGRESSION_KINDS), 'What went wrong.'),
  side: told(v.picklist(SIDES), 'What changed.'),
  need: told(v.picklist(NEEDS), 'How the code depended on the name when it began.'),
  service: told(text, 'The id of the service.'),
  deployment: told(text, 'The script or manifest that a person or CI starts.'),
  deployments: told(texts, 'All scripts and manifests that it concerns.'),
  environments: told(texts, 'The environments in which it holds; empty: not known.'),
  name: told(text, 'The name it is about.'),
  other: told(textOrNull, 'The name or service that it must share a secret with, for `split-identity`.'),
  from: told(textOrNull, 'The id of the secret before; null: not given, or a plain value.'),
  to: told(textOrNull, 'The id of the secret after, or once mended.'),
  introducedBy: told(commit, 'The commit that made it.'),
  fixedBy: told(v.nullable(commit), 'The nearest later commit that mended it.'),
  open: told(v.boolean(), 'Nothing mended it on some branch that holds it.'),
  durationHours: hours,
  confidence: told(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 'From 0 to 1.'),
  twins: told(texts, 'Commits that made the same change on another branch.'),
  evidence: v.array(evidence),
});

export const change = v.strictObject({
  ...commitFields,
  service: told(text, 'The id of the service.'),
  deployment: told(text, 'The script or manifest that a person or CI starts.'),
  added: told(texts, 'Names that it gives from here on.'),
  removed: told(texts, 'Names that it gives no longer.'),
  remapped: told(texts, 'Names that come from elsewhere from here on.'),
  renamed: v.array(v.strictObject({ from: text, to: text })),
});

export const howMuch = {
  commits: told(count, 'How many commits were read.'),
  complete,
  missingObjects,
  notRead: told(texts, 'What could not be read, in words.'),
};

/** What `rollcall history --format json` prints. */
export const history = v.strictObject({
  schema: v.literal('rollcall/history@1'),
  tool,
  ...howMuch,
  regressions: v.array(regression),
  changes: v.array(change),
});
