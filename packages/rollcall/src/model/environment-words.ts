/** Words that people use for environments, each with the environment that it means. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ...['production', 'prod', 'prd', 'live'].map((word) => [word, 'production'] as const),
  ...['staging', 'stage', 'stg'].map((word) => [word, 'staging'] as const),
  ...['development', 'dev', 'develop'].map((word) => [word, 'development'] as const),
  ...['test', 'testing'].map((word) => [word, 'test'] as const),
  ...['preview', 'qa', 'uat', 'sandbox', 'demo', 'integration', 'preprod', 'canary'].map(
    (word) => [word, word] as const,
  ),
]);

/** The environment that a word means; null for any other word. */
export function environmentOf(word: string): string | null {
  return WORDS.get(word.toLowerCase()) ?? null;
}

/** The environment that a part of an id names: `acme-staging`, `prod_acme`; the last part that is such a word counts. */
export function environmentWord(id: string): string | null {
  const word = id
    .toLowerCase()
    .split(/[^a-z]+/)
    .findLast((part) => WORDS.has(part));
  return word === undefined ? null : environmentOf(word);
}
