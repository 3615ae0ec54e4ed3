import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { type Answer, expectAgreement, type FlagCase } from './gcloud-answers.ts';

/** What Cloud SDK 528 made of a flag; recorded once. */
interface Recorded {
  readonly input: FlagCase;
  readonly answer: Answer;
}

const recorded = ['cases.jsonl', 'generated.jsonl'].flatMap((file) => {
  const path = join(import.meta.dirname, '../../src/formats/gcloud/fixtures/flag-values', file);
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);
});

describe(`gcloud's flag values, beside ${recorded.length} recorded answers of Cloud SDK 528`, () => {
  it.each(recorded.map((one) => [JSON.stringify(one.input), one] as const))('%s', (_, { input, answer }) => {
    expectAgreement(input, answer);
  });
});
