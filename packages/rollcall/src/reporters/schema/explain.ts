import * as v from 'valibot';
import { CATEGORIES, SEVERITIES } from '../../model/finding.ts';
import { LEVELS } from '../../model/read.ts';
import { GIVEN, GIVEN_BECAUSE } from '../../model/resolution.ts';
import { environment, span, text, textOrNull, texts, told, tool } from './parts.ts';

const spans = v.array(span);

const need = v.strictObject({
  level: told(v.picklist(['required', 'hollow']), 'What happens where the name is not given.'),
  from: told(v.picklist(['contract', 'code']), 'Who says so.'),
  anyOf: told(v.array(texts), 'The alternatives; one list of one name where there is no choice.'),
  text: told(text, 'One sentence.'),
  spans,
});

const read = v.strictObject({
  level: told(v.picklist(LEVELS), 'What happens where the name is not given.'),
  only: told(texts, 'Environment words in which the level holds; empty together with `except`: in all.'),
  except: told(texts, 'Environment words in which it does not hold.'),
  span,
});

const deployment = v.strictObject({
  deployment: told(text, 'The id of the deployment.'),
  environment,
  given: told(v.picklist(GIVEN), 'Whether it gives the name.'),
  because: told(v.picklist(GIVEN_BECAUSE), 'Why that is said.'),
  needed: told(v.picklist(['yes', 'maybe', 'no']), 'Whether a need of the name holds here.'),
  text: told(text, 'One sentence.'),
  spans,
});

const ofName = v.strictObject({
  schema: v.literal('rollcall/explain@1'),
  tool,
  kind: v.literal('name'),
  name: text,
  description: told(textOrNull, 'What the contract says the name is for.'),
  services: v.array(
    v.strictObject({
      service: text,
      needs: v.array(need),
      reads: told(v.array(read), 'Places that read it.'),
      deployments: v.array(deployment),
    }),
  ),
});

const ofRule = v.strictObject({
  schema: v.literal('rollcall/explain@1'),
  tool,
  kind: v.literal('rule'),
  rule: v.strictObject({
    id: text,
    category: v.picklist(CATEGORIES),
    severity: told(v.nullable(v.picklist(SEVERITIES)), 'By the preset; null: it does not run.'),
    requires: told(v.nullable(v.picklist(['contract', 'base', 'contract and base'])), 'What it cannot speak without.'),
    docs: told(text, 'Markdown.'),
  }),
});

/** What `rollcall explain --format json` prints. */
export const explain = v.variant('kind', [ofName, ofRule]);
