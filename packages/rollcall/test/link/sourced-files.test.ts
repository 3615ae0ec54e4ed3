// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts hold such places
import { describe, expect, it } from 'vitest';
import { LinkMemory, linkTree } from '../../src/link/link.ts';
import { openMemoryTree } from '../../src/workspace/memory-tree.ts';
import { gapsOf, linkFiles } from './link-files.ts';

type Facts = Awaited<ReturnType<typeof linkFiles>>;

/** Each deployment's name with the names that it gives. */
function givenBy({ deployments }: Facts): readonly (readonly [string, readonly string[]])[] {
  return deployments.map(({ deployedName, bindings }) => [
    deployedName.map((piece) => (piece.kind === 'text' ? piece.text : '?')).join(''),
    bindings.map(({ name }) => name).sort(),
  ]);
}

const deploy = (file: string): string =>
  `#!/bin/bash\nFUNCTION=$1\nsource "${file}"\ngcloud run deploy "$NAME" --source="functions/$FUNCTION" --set-env-vars="$(IFS=,; echo "\${VARS[*]}")"\n`;

const FUNCTIONS = {
  'functions/pay/config.sh': 'NAME=pay\nVARS=(PAY_URL=a "PAY_MODE=$MODE")\n',
  'functions/mail/config.sh': 'NAME=mail\nVARS=(MAIL_URL=a)\n',
};

describe('a script that sources one of several files', () => {
  it('deploys what each of them says', async () => {
    const facts = await linkFiles({ ...FUNCTIONS, 'deploy.sh': deploy('functions/${FUNCTION}/config.sh') });
    expect(givenBy(facts)).toEqual([
      ['mail', ['MAIL_URL']],
      ['pay', ['PAY_MODE', 'PAY_URL']],
    ]);
    expect(gapsOf(facts).filter(([reason]) => reason === 'unread-hand-over')).toEqual([]);
  });

  it('takes a part of the name that stands there twice as one', async () => {
    const files = { 'env/dev/dev.sh': 'NAME=web\nVARS=(A=dev)\n', 'env/dev/prod.sh': 'NAME=other\nVARS=(B=x)\n' };
    const facts = await linkFiles({ ...files, 'deploy.sh': deploy('env/$FUNCTION/$FUNCTION.sh') });
    expect(givenBy(facts)).toEqual([['web', ['A']]]);
  });

  it('takes the one that a caller names', async () => {
    const facts = await linkFiles({
      ...FUNCTIONS,
      'deploy.sh': deploy('functions/${FUNCTION}/config.sh'),
      '.github/workflows/deploy.yml': 'on: push\njobs:\n  deploy:\n    steps:\n      - run: ./deploy.sh mail\n',
    });
    expect(givenBy(facts)).toEqual([['mail', ['MAIL_URL']]]);
  });

  it.each([
    ['begins with what is not known', '$DIR/config.sh'],
    ['is that of a sample', 'samples/$FUNCTION.example.sh'],
    ['has two such parts in a row', 'functions/$FUNCTION$2/config.sh'],
    ['leads out of the tree', '../$FUNCTION/config.sh'],
    ['is that of no file', 'none/$FUNCTION.sh'],
  ])('is told not to be followed where the name %s', async (_how, name) => {
    const files = { ...FUNCTIONS, 'samples/a.example.sh': 'NAME=a\nVARS=(A=x)\n' };
    const facts = await linkFiles({ ...files, 'deploy.sh': deploy(name) });
    expect(gapsOf(facts)).toContainEqual(['unread-hand-over', expect.stringContaining('source')]);
  });

  it('is evaluated a bounded number of times, and told not to be followed beyond', async () => {
    const numbers = Array.from({ length: 30 }, (_, i) => i);
    const many = Object.fromEntries(
      numbers.flatMap((i): [string, string][] => [
        [`a/${i}.sh`, 'NAME=web\n'],
        [`b/${i}.sh`, `VARS=(B${i}=x)\n`],
      ]),
    );
    const script = `source "a/$1.sh"\nsource "b/$2.sh"\ngcloud run deploy $NAME --set-env-vars="$(IFS=,; echo "\${VARS[*]}")"\n`;
    const facts = await linkFiles({ ...many, 'deploy.sh': script });
    expect(facts.deployments.map(({ open }) => open)).toEqual([true]);
    expect(gapsOf(facts)).toContainEqual(['unread-hand-over', 'source b/$2.sh']);
  });

  it('is evaluated again where such a file comes, in a tree that is linked after another', async () => {
    const memory = new LinkMemory();
    const link = (files: Readonly<Record<string, string>>) =>
      linkTree(openMemoryTree(files), { root: '.', contract: null }, memory);
    const before = { ...FUNCTIONS, 'deploy.sh': deploy('functions/${FUNCTION}/config.sh') };
    await link(before);
    const after = { ...before, 'functions/sms/config.sh': 'NAME=sms\nVARS=(SMS_URL=a)\n' };
    expect(givenBy(await link(after)).map(([name]) => name)).toEqual(['mail', 'pay', 'sms']);
    expect(givenBy(await link(before)).map(([name]) => name)).toEqual(['mail', 'pay']);
  });
});

describe('a deployment that names one of several files of variables', () => {
  const files = { 'env/dev.yaml': 'A: x\n', 'env/prod.yaml': 'A: x\nB: "x"\n', 'env/example.yaml': 'C: x\n' };

  it.each([
    'gcloud run deploy "web-$1" --env-vars-file="env/$1.yaml"\n',
    'ENV=$1\ngcloud run deploy web-$ENV --env-vars-file "./env/${ENV}.yaml"\n',
  ])('is one for each of them: %j', async (script) => {
    const facts = await linkFiles({ ...files, 'deploy.sh': script });
    expect(givenBy(facts)).toEqual([
      ['web-dev', ['A']],
      ['web-prod', ['A', 'B']],
    ]);
    expect(facts.deployments.map(({ open }) => open)).toEqual([false, false]);
  });

  it('is left open where no file is meant, or the script writes it', async () => {
    const script = 'gcloud run deploy web --env-vars-file="none/$1.yaml"\n';
    expect((await linkFiles({ ...files, 'deploy.sh': script })).deployments).toMatchObject([
      { open: true, bindings: [] },
    ]);
    const writing = 'echo "D: x" > env/$1.yaml\ngcloud run deploy web --env-vars-file="env/$1.yaml"\n';
    expect(givenBy(await linkFiles({ ...files, 'deploy.sh': writing }))).toEqual([['web', ['D']]]);
  });
});
