import * as v from 'valibot';
import { MODES, OPERATIONS, TARGETS, WORKLOADS } from '../../model/deployment.ts';
import { LEVELS, READ_LANGUAGES, WHENS } from '../../model/read.ts';
import { UNRESOLVED_REASONS } from '../../model/unresolved.ts';
import {
  carrier,
  complete,
  coverage,
  environment,
  format,
  names,
  service,
  span,
  text,
  textOrNull,
  texts,
  told,
  tool,
} from './parts.ts';

const ofService = v.strictObject({
  id: told(text, 'The name by which everything else speaks of it.'),
  aliases: told(texts, 'Other names of it: those it is deployed under.'),
  roots: told(texts, 'Folders of its code, relative to the root.'),
  entry: told(textOrNull, 'The file that it starts with.'),
});

const deployment = v.strictObject({
  id: told(text, 'Stable within one tree; it holds no line number.'),
  service,
  environment,
  workload: told(v.picklist(WORKLOADS), 'What is deployed.'),
  container: told(textOrNull, 'The container of the workload that it is about, where that is said.'),
  mode: told(
    v.picklist(MODES),
    'Whether what it does not list is removed, stays as it was, or is no part of the manifest.',
  ),
  open: told(v.boolean(), 'What it does not list may still be there: a list was not read in full.'),
  format,
  carrier,
  span,
});

const source = v.variant('kind', [
  v.strictObject({
    kind: v.literal('secret'),
    project: told(textOrNull, 'The project that holds the secret, where the deployment names it.'),
    secret: told(text, 'The id of the secret.'),
    version: told(text, 'The version, or `latest`.'),
    template: told(v.boolean(), 'A part of the id is left to run time and stays as written.'),
  }),
  v.strictObject({ kind: v.literal('value') }),
]);

const binding = v.strictObject({
  deployment: told(text, 'The id of its deployment.'),
  service,
  environment,
  name: told(text, 'The name of the variable, or the path of the mounted file.'),
  target: told(v.picklist(TARGETS), 'Whether the name is a variable or a file.'),
  operation: told(v.picklist(OPERATIONS), 'What the deployment does with the name.'),
  source: told(source, 'A secret, or a plain value; the value itself is never told.'),
  format,
  carrier,
  via: told(text, 'The flag, input or field that states it.'),
  related: told(v.array(span), 'Other places that make it what it is.'),
  span,
});

const read = v.strictObject({
  service,
  name: told(text, 'The name of the variable.'),
  level: told(v.picklist(LEVELS), 'What happens where the name is not given.'),
  only: told(texts, 'Environment words in which the level holds; empty together with `except`: in all.'),
  except: told(texts, 'Environment words in which it does not hold.'),
  when: told(v.picklist(WHENS), 'The moment at which the read happens.'),
  group: told(textOrNull, 'Reads of one service with the same group are alternatives: one of them suffices.'),
  language: told(v.picklist(READ_LANGUAGES), 'The language of the code.'),
  idiom: told(text, 'How the read is written.'),
  via: told(v.array(span), 'Helpers and calls through which the name reaches the environment.'),
  span,
});

const gap = v.strictObject({
  reason: told(v.picklist(UNRESOLVED_REASONS), 'Why it was not understood.'),
  text: told(text, 'The source, without values, or a sentence.'),
  affects: told(
    v.strictObject({
      deployment: told(textOrNull, 'The id of the deployment that it leaves open.'),
      service,
      names,
    }),
    'What it leaves open.',
  ),
  span: v.nullable(span),
});

/** What `rollcall scan --format json` prints. */
export const scan = v.strictObject({
  schema: v.literal('rollcall/scan@1'),
  tool,
  root: told(text, 'The folder as it was named.'),
  commit: told(textOrNull, 'The full id of the commit that was read; null: the files on disk.'),
  complete,
  services: v.array(ofService),
  deployments: v.array(deployment),
  bindings: v.array(binding),
  reads: v.array(read),
  unresolved: told(v.array(gap), 'What was seen and not understood.'),
  coverage,
});
