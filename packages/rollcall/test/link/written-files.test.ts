// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts hold such places
import { describe, expect, it } from 'vitest';
import { gapsOf, linkFiles } from './link-files.ts';

/** What the deployments of a tree give, each name with the text at its place, and whether anything is left open. */
async function givenBy(files: Readonly<Record<string, string>>) {
  const facts = await linkFiles(files);
  return facts.deployments.map(({ open, bindings }) => ({
    open,
    names: bindings.map(({ name, range }) => [name, (files[range.path] ?? '').slice(range.start, range.end)]),
  }));
}

describe('a file that a script writes and its deployment names', () => {
  it.each(['prod_env', 'app.conf', 'vars', 'deploy.properties', 'build/x.flags'])('may be called %s', async (name) => {
    const script = `mkdir -p build\ncat > ${name} <<END\nA: "$A"\nB: b\nEND\ngcloud run deploy api --env-vars-file ${name}\n`;
    expect(await givenBy({ 'deploy.sh': script })).toEqual([
      {
        open: false,
        names: [
          ['A', 'A: "$A"'],
          ['B', 'B: b'],
        ],
      },
    ]);
  });

  it('may hold flags, with what only run time knows in them', async () => {
    const script = [
      'FLAGS=$(mktemp)',
      'cat > "$FLAGS" <<END',
      '--set-secrets:',
      '  A: a-$ENV:1',
      '  B: "b:$VERSION"',
      '--region: $REGION',
      'END',
      'gcloud run deploy api --flags-file="$FLAGS"',
    ].join('\n');
    const facts = await linkFiles({ 'deploy.sh': script });
    expect(facts.deployments).toMatchObject([{ open: false, closes: ['secret'] }]);
    expect(facts.deployments[0]?.bindings).toMatchObject([
      { name: 'A', source: { secret: 'a-$ENV', template: true } },
      { name: 'B', source: { secret: 'b', version: '$VERSION', template: true } },
    ]);
  });

  it('may be made by PowerShell, whose ways differ in values only', async () => {
    const script = [
      '$url = gcloud run services describe api --format="value(status.url)"',
      'if ($url) { $back = "$url/cb" } else { $back = "https://first/cb" }',
      '$file = New-TemporaryFile',
      '@"',
      'BACK: "$back"',
      'KEY: "$($env:KEY)"',
      '"@ | Set-Content $file',
      'gcloud run deploy api --env-vars-file $file',
    ].join('\n');
    expect(await givenBy({ 'deploy.ps1': script })).toEqual([
      {
        open: false,
        names: [
          ['BACK', 'BACK: "'],
          ['KEY', 'KEY: "$($env:KEY)"'],
        ],
      },
    ]);
  });

  it('that something else fills leaves the deployment open', async () => {
    const facts = await linkFiles({
      'deploy.sh': 'envsubst < t > vars\ngcloud run deploy api --env-vars-file vars\n',
    });
    expect(facts.deployments).toMatchObject([{ open: true, bindings: [] }]);
    expect(gapsOf(facts)).toContainEqual(['unread-hand-over', 'vars']);
  });
});

describe('one command whose ways differ in values', () => {
  const script = (test: string): string =>
    `if ${test}; then U=https://first; else U="$OLD/x"; fi\ngcloud run deploy api --set-env-vars "U=$U,V=v"\n`;

  it.each(['[ -z "$OLD" ]', '[ "$DEBUG" = true ]'])(
    'is one deployment, of which these values are not known: %s',
    async (test) => {
      const { deployments } = await linkFiles({ 'deploy.sh': script(test) });
      expect(deployments.map(({ bindings }) => bindings.map(({ name, value }) => [name, value !== null]))).toEqual([
        [
          ['U', false],
          ['V', true],
        ],
      ]);
    },
  );

  it('is one for each word that says where it deploys', async () => {
    const { deployments } = await linkFiles({ 'deploy.sh': script('[ "$ENV" = prod ]') });
    expect(deployments).toHaveLength(2);
  });
});

describe('one command whose ways differ in names', () => {
  const deploy = 'deploy() { gcloud run deploy api --set-env-vars="$1"; }\n';
  const namesOf = async (script: string) =>
    (await linkFiles({ 'deploy.sh': deploy + script })).deployments.map(({ bindings }) =>
      bindings.map(({ name, conditional }) => name + (conditional ? '?' : '')),
    );

  it.each([
    ['what is there or not', 'if [ -n "$URL" ]; then deploy "A=a,U=$URL"; else deploy "A=a"; fi'],
    ['a switch', 'if [ "$MAIL" = true ]; then deploy "A=a,U=u"; else deploy "A=a"; fi'],
    ['whether a command went well', 'if curl x; then deploy A=a; else deploy "A=a,U=u"; fi'],
    [
      'a first deployment, to which a second adds',
      'if [[ -n $URL ]]; then deploy "A=a,U=$URL"\nelse deploy "A=a"; URL=$(curl x); deploy "A=a,U=$URL"; fi',
    ],
    ['three ways', 'if curl x; then deploy A=a; elif curl y; then deploy "A=b,U=u"; else deploy "A=c,U=v"; fi'],
  ])('is one deployment that gives these on some runs: %s', async (_, script) => {
    expect(await namesOf(script)).toEqual([['A', 'U?']]);
  });

  it.each([
    ['a word says where', 'if [ "$1" = prod ]; then deploy "A=a,U=u"; else deploy "A=a"; fi', [['A', 'U'], ['A']]],
    [
      'each way has names of its own',
      'if curl x; then deploy "A=a,B=b"; else deploy "A=a,C=c"; fi',
      [
        ['A', 'B'],
        ['A', 'C'],
      ],
    ],
    ['both are run', 'deploy "A=a"; deploy "A=a,B=b"', [['A'], ['A', 'B']]],
  ])('is one for each way where %s', async (_, script, expected) => {
    expect(await namesOf(script)).toEqual(expected);
  });
});
