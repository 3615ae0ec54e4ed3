import { expect, test } from 'vitest';
import { extractGcloud } from '../../src/formats/gcloud/extract.ts';
import { literal } from '../../src/model/text.ts';
import { isRepetition } from '../../src/rules/repetition.ts';

/** What the reader of gcloud's flags calls malformed in a command. */
function malformedIn(line: string) {
  const range = { path: 'deploy.sh', start: 0, end: line.length };
  const argv = line.split(' ').map((word) => ({ text: literal(word) }));
  const command = { carrier: 'shell', argv, range, environment: {}, conditions: [], records: [] } as const;
  return extractGcloud(command).deployments.flatMap(({ malformed }) => malformed ?? []);
}

test('a name that stands twice is told from what else is malformed', () => {
  const twice = malformedIn('gcloud run deploy auth --set-secrets=A=a:1,A=a:2');
  expect(twice.filter(isRepetition).map(({ name }) => name)).toEqual(['A']);
  const refused = malformedIn('gcloud run deploy auth --set-secrets=A=a');
  expect(refused.map(({ name, refused: stops }) => [name, stops])).toEqual([['A', true]]);
  expect(refused.filter(isRepetition)).toEqual([]);
});
