// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the files hold such places
import { describe, expect, it } from 'vitest';
import type { TreeFacts } from '../../src/model/tree-facts.ts';
import { gapsOf, linkFiles } from './link-files.ts';

const MAIN = {
  'main.py': 'import os\nKEY = os.environ["KEY"]\n',
  Dockerfile: 'FROM python\nCMD ["python", "main.py"]\n',
};

/** Each deployment as its name, its carrier and its bindings with the places that lead to them. */
function shown({ deployments }: TreeFacts): (readonly [string, string, boolean, readonly string[]])[] {
  return deployments.map(
    ({ deployedName, carrier, bindings, open }) =>
      [
        deployedName.map((piece) => (piece.kind === 'text' ? piece.text : piece.written)).join(''),
        carrier,
        open,
        bindings.map(({ name }) => name),
      ] as const,
  );
}

function textAt(
  files: Readonly<Record<string, string>>,
  { path, start, end }: { path: string; start: number; end: number },
) {
  return `${path}: ${files[path]?.slice(start, end)}`;
}

describe('tasks that others run', () => {
  it('are followed with what they are given, and the chain is told', async () => {
    const files = {
      ...MAIN,
      '.github/workflows/deploy.yml': [
        'on: push',
        'jobs:',
        '  a:',
        '    env: {PROJECT: from-ci}',
        '    steps:',
        '      - run: npm run ship -- --quiet',
      ].join('\n'),
      'package.json': '{"scripts": {"ship": "make deploy ENV=prod"}}',
      Makefile:
        'PROJECT ?= acme\nexport SECRETS = KEY=key-$(ENV):latest\ndeploy:\n\tbash scripts/deploy.sh api-$(ENV)\n',
      'scripts/deploy.sh': 'gcloud run deploy "$1" --project "$PROJECT" --set-secrets "$SECRETS"\n',
    };
    const facts = await linkFiles(files);
    expect(shown(facts)).toEqual([['api-prod', 'shell', false, ['KEY']]]);
    const [deployment] = facts.deployments;
    expect(deployment?.project).toMatchObject([{ text: 'from-ci' }]);
    const [binding] = deployment?.bindings ?? [];
    expect(binding?.source).toMatchObject({ secret: 'key-prod', version: 'latest' });
    expect(binding && textAt(files, binding.range)).toBe('Makefile: KEY');
    expect(binding?.related.slice(-3).map((range) => textAt(files, range))).toEqual([
      'Makefile: scripts/deploy.sh',
      'package.json: deploy',
      '.github/workflows/deploy.yml: run',
    ]);
  });

  it('say less alone: what nobody gives is no deployment then', async () => {
    const facts = await linkFiles({
      ...MAIN,
      Makefile: [
        'staging: ENV = staging',
        'staging: deploy',
        'prod:',
        '\t$(MAKE) deploy ENV=prod',
        'deploy:',
        '\tgcloud run deploy api-$(ENV) --set-secrets=KEY=key-$(ENV):latest',
        'known:',
        '\tgcloud run deploy job-api --set-env-vars KEY=1',
        'all: known',
      ].join('\n'),
    });
    expect(shown(facts).sort()).toEqual([
      ['api-prod', 'make', false, ['KEY']],
      ['api-staging', 'make', false, ['KEY']],
      ['job-api', 'make', false, ['KEY']],
    ]);
  });

  it('are found from a folder below, and with a folder of their own', async () => {
    const facts = await linkFiles({
      ...MAIN,
      '.gitlab-ci.yml': [
        'a:',
        '  script:',
        '    - make -C infra ship',
        '    - task -d infra ship',
        '    - pnpm --dir infra ship',
        '    - pwsh -File infra/ship.ps1 -Name five',
        '    - cd infra && just ship one',
      ].join('\n'),
      'again.sh': 'make -C infra ship\n',
      'infra/justfile': 'ship name:\n  gcloud run deploy {{name}} --set-env-vars A=1\n',
      'infra/Makefile': 'ship:\n\tgcloud run deploy two --env-vars-file env.yaml\n',
      'infra/env.yaml': 'A: "1"\n',
      'infra/Taskfile.yml': 'tasks: {ship: "gcloud run deploy three --set-env-vars A=1"}\n',
      'infra/package.json': '{"scripts": {"ship": "gcloud run deploy four --set-env-vars A=1"}}',
      'infra/ship.ps1': 'param($Name)\ngcloud run deploy $Name --set-env-vars "A=1"\n',
    });
    expect(shown(facts).sort()).toEqual([
      ['five', 'powershell', false, ['A']],
      ['four', 'package-json', false, ['A']],
      ['one', 'just', false, ['A']],
      ['three', 'taskfile', false, ['A']],
      ['two', 'make', false, ['A']],
    ]);
  });

  it('are hostile: tasks that run each other end, and what is not there is told by nobody', async () => {
    const facts = await linkFiles({
      ...MAIN,
      Makefile: 'a:\n\tnpm run b\n\tgcloud run deploy api --set-env-vars A=1\nc:\n\tmake -f gone.mk x\n\tjust gone\n',
      'package.json': '{"scripts": {"b": "make a && ./gcloud.sh"}}',
    });
    expect(shown(facts)).toEqual([['api', 'make', false, ['A']]]);
    expect(gapsOf(facts).filter(([reason]) => reason !== 'unknown-service')).toEqual([]);
  });
});

describe('files that a script writes', () => {
  it('give what they hold to the deployment that names them', async () => {
    const facts = await linkFiles({
      ...MAIN,
      'deploy.sh': [
        'cat > env.yaml <<EOF',
        'KEY: "1"',
        'OTHER: $VALUE',
        'EOF',
        'gcloud run deploy one --env-vars-file=env.yaml',
        'echo "KEY=1" > .env',
        'printf "B=%s\\n" "$B" >> .env',
        '[ -n "$C" ] && echo "C=$C" >> .env',
        'echo "D=2" | tee -a .env',
        'gcloud run deploy two --env-vars-file .env',
        'envsubst < env.tpl > env.json',
        'gcloud run deploy three --env-vars-file env.json',
        'echo "KEY=1" > /dev/null',
        'gcloud run deploy four --env-vars-file missing.env',
        'cat > gen.sh <<"EOF"',
        'gcloud run deploy five --set-secrets=KEY=key:1',
        'EOF',
        'bash gen.sh',
      ].join('\n'),
    });
    expect(shown(facts).filter(([name]) => name !== 'two')).toEqual([
      ['one', 'shell', false, ['KEY', 'OTHER']],
      ['three', 'shell', true, []],
      ['four', 'shell', true, []],
      ['five', 'shell', false, ['KEY']],
    ]);
    const two = facts.deployments.find(({ id }) => id.endsWith('#two'));
    expect(two?.bindings.filter(({ conditional }) => !conditional).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['KEY', 'B', 'D']),
    );
  });
});
