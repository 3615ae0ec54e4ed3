import * as v from 'valibot';
import { REGRESSION_KINDS } from '../../model/history.ts';
import { MOMENT_ROLES, VERDICTS } from '../../model/postmortem.ts';
import { change, commit, hours, howMuch, regression } from './history.ts';
import { text, textOrNull, texts, told, tool } from './parts.ts';

const ofService = v.strictObject({ service: text, names: texts });

const regressionIds = told(texts, 'Ids of the report’s regressions.');

const incidentFields = {
  cause: told(commit, 'The commit that made it.'),
  cure: told(v.nullable(commit), 'The commit that mended it.'),
  open: told(v.boolean(), 'Nothing mended it on some branch that holds it.'),
  durationHours: hours,
  twins: told(texts, 'Commits that made the same change on another branch.'),
  regressions: regressionIds,
};

const incident = v.strictObject(incidentFields);

/** What `rollcall postmortem --format json` prints. */
export const postmortem = v.strictObject({
  schema: v.literal('rollcall/postmortem@1'),
  tool,
  ...howMuch,
  title: told(text, 'The commit and the verdict, in words.'),
  verdict: told(v.picklist(VERDICTS), 'What the commit did.'),
  about: told(v.array(ofService), 'What the verdict is about.'),
  commit: told(commit, 'The commit in question.'),
  changes: told(v.array(change), 'What it changes of what deployments give.'),
  untouched: told(v.array(ofService), 'Names that it may be suspected of, and gives as its parents do.'),
  introduced: told(v.array(incident), 'What it broke.'),
  mended: told(v.array(incident), 'What it mended.'),
  openThen: told(
    v.array(v.strictObject({ ...incidentFields, hoursSince: v.nullable(v.number()) })),
    'Begun before it, and not yet mended.',
  ),
  mendedBefore: told(
    v.array(v.strictObject({ ...incidentFields, hoursBefore: v.nullable(v.number()) })),
    'Mended within a day before it.',
  ),
  timeline: v.array(
    v.strictObject({
      ...commit.entries,
      role: told(v.picklist(MOMENT_ROLES), 'The part that the commit has in it.'),
      regressions: regressionIds,
    }),
  ),
  guards: told(
    v.array(
      v.strictObject({
        kind: v.picklist(REGRESSION_KINDS),
        rule: told(textOrNull, 'The rule that finds it; null: none does.'),
        about: v.array(ofService),
      }),
    ),
    'What finds such a regression before it is merged.',
  ),
  regressions: v.array(regression),
});
