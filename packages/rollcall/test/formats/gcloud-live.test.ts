import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagCase } from './flag-cases.ts';
import { type Answer, expectAgreement, type FlagCase } from './gcloud-answers.ts';
import { findGcloud, Sdk } from './gcloud-sdk.ts';

const gcloud = findGcloud();
const COUNT = Number(process.env.ROLLCALL_GCLOUD_CASES ?? 2000);
const SEED = Number(process.env.ROLLCALL_GCLOUD_SEED ?? Date.now() % 2 ** 31);
const BATCH = 500;

const title = gcloud
  ? `gcloud's flag values, beside the gcloud of this machine: ${COUNT} cases of seed ${SEED}`
  : "gcloud's flag values: no gcloud is on this machine, so that only its recorded answers were compared";

describe(title, () => {
  it.runIf(gcloud !== null)(
    'are read as its own parser reads them',
    async () => {
      const sdk = new Sdk(gcloud ?? '');
      try {
        const differing: string[] = [];
        let accepted = 0;
        for (let batch = 0; batch * BATCH < COUNT && differing.length < 10; batch++) {
          const cases = fc.sample(flagCase, { seed: SEED + batch, numRuns: Math.min(BATCH, COUNT - batch * BATCH) });
          const answers = await sdk.ask(cases);
          accepted += answers.filter(({ ok }) => ok).length;
          differing.push(...cases.flatMap((one, i) => difference(one, answers[i])));
        }
        expect(differing).toEqual([]);
        expect(accepted, `of ${COUNT} cases gcloud takes ${accepted}`).toBeGreaterThan(COUNT / 10);
      } finally {
        sdk.stop();
      }
    },
    60_000 + COUNT * 5,
  );
});

function difference(input: FlagCase, answer: Answer | undefined): string[] {
  try {
    expectAgreement(input, answer ?? { ok: false, error: 'no answer', mapping: null });
    return [];
  } catch (error) {
    return [`${JSON.stringify(input)}\n${JSON.stringify(answer)}\n${(error as Error).message}`];
  }
}
