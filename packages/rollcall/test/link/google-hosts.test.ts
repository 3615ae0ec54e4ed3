// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CI files hold such places
import { describe, expect, it } from 'vitest';
import type { TreeFacts } from '../../src/model/tree-facts.ts';
import { gapsOf, linkFiles, servicesOf } from './link-files.ts';

/** Each deployment as its service, its workload and the names that it gives. */
function givenIn({ deployments }: TreeFacts): readonly (readonly [string | null, string, readonly string[]])[] {
  return deployments.map(({ service, workload, bindings }) => [service, workload, bindings.map(({ name }) => name)]);
}

const CALLED = `on: { workflow_call: { inputs: { stage: { type: string, default: dev }, service: { type: string } } } }
jobs:
  deploy:
    steps:
      - uses: google-github-actions/deploy-cloudrun@v2
        with:
          service: \${{ inputs.service }}-\${{ inputs.stage }}
          env_vars: STAGE=\${{ inputs.stage }}
          secrets: DB=db-\${{ inputs.stage }}:latest
`;

describe('a reusable workflow', () => {
  it('is read once for each call of it, with what the call gives, and starts where it is called', async () => {
    const facts = await linkFiles({
      '.github/workflows/called.yml': CALLED,
      '.github/workflows/release.yml': `on: { push: { branches: [main] } }
jobs:
  staging: { uses: ./.github/workflows/called.yml, with: { stage: staging, service: api } }
  plain: { uses: ./.github/workflows/called.yml, with: { service: api } }
`,
    });
    expect(facts.deployments.map(({ service, entry, bindings }) => [service, entry, bindings.length])).toEqual([
      ['api-staging', '.github/workflows/release.yml', 2],
      ['api-dev', '.github/workflows/release.yml', 2],
    ]);
    expect(facts.deployments.flatMap(({ bindings }) => bindings.map(({ source }) => source))).toMatchObject([
      { kind: 'value' },
      { secret: 'db-staging' },
      { kind: 'value' },
      { secret: 'db-dev' },
    ]);
  });

  it('that nothing calls is read as it stands, and one that calls itself ends', async () => {
    const alone = await linkFiles({ '.github/workflows/called.yml': CALLED });
    expect(alone.deployments.map(({ bindings }) => bindings.map(({ name }) => name))).toEqual([['STAGE', 'DB']]);
    const turning = await linkFiles({
      '.github/workflows/called.yml': `${CALLED}  again: { uses: ./.github/workflows/called.yml, with: { service: x } }\n`,
    });
    expect(turning.deployments.length).toBeGreaterThan(0);
  });

  it('is followed into an action of the tree, with the variables around it', async () => {
    const facts = await linkFiles({
      '.github/workflows/w.yml': `on: push
jobs:
  a:
    env: { ID: token-id }
    steps: [{ uses: ./.github/actions/deploy, with: { name: web } }]
`,
      '.github/actions/deploy/action.yml': `inputs: { name: { required: true } }
runs:
  using: composite
  steps:
    - shell: bash
      run: gcloud run deploy \${{ inputs.name }} --set-secrets=TOKEN=$ID:latest
`,
    });
    expect(givenIn(facts)).toEqual([['web', 'service', ['TOKEN']]]);
    expect(facts.deployments[0]?.bindings[0]?.source).toMatchObject({ secret: 'token-id' });
  });
});

describe('functions', () => {
  it('are services with the code of their source, whoever deploys them', async () => {
    const facts = await linkFiles({
      'deploy.sh': 'gcloud functions deploy resize --gen2 --source=functions/resize --set-env-vars=BUCKET=b\n',
      '.github/workflows/w.yml': `on: push
jobs:
  a:
    steps:
      - uses: google-github-actions/deploy-cloud-functions@v3
        with: { name: hello, runtime: nodejs20, source_dir: functions/hello, environment_variables: GREETING=hi }
`,
      'functions/resize/main.py': 'import os\ndef run(event):\n    return os.environ["BUCKET"]\n',
      'functions/hello/package.json': '{"main": "dist/index.js", "scripts": {"start": "functions-framework"}}',
      'functions/hello/src/index.ts': 'export const hello = () => process.env.GREETING;\n',
    });
    expect(servicesOf(facts)).toEqual([
      ['hello', ['functions/hello'], 'functions/hello/src/index.ts'],
      ['resize', ['functions/resize'], 'functions/resize/main.py'],
    ]);
    expect(facts.reads.map(({ service, name }) => [service, name])).toEqual([
      ['hello', 'GREETING'],
      ['resize', 'BUCKET'],
    ]);
  });

  it('of a name that only run time knows are told by the folder of their script, each its own', async () => {
    const build =
      "steps:\n  - name: cloud-sdk\n    args: [gcloud, functions, deploy, '${_NAME}', --source, 'gs://x/y.zip']\n";
    const facts = await linkFiles({
      'one/cloudbuild.yaml': build,
      'one/main.py': 'import os\nA = os.environ["A"]\n',
      'two/cloudbuild.yaml': build,
      'two/main.py': 'import os\nB = os.environ["B"]\n',
    });
    expect(servicesOf(facts)).toEqual([
      ['one', ['one'], 'one/main.py'],
      ['two', ['two'], 'two/main.py'],
    ]);
  });
});

describe('App Engine', () => {
  const APP = 'runtime: python312\nentrypoint: gunicorn main:app\nenv_variables:\n  A: "1"\n  B: "2"\n';

  it('deploys its file once, with what the action adds over it', async () => {
    const facts = await linkFiles({
      'web/app.yaml': APP,
      'web/main.py': 'import os\nA = os.environ["A"]\n',
      '.github/workflows/w.yml': `on: push
jobs:
  a:
    steps:
      - uses: google-github-actions/deploy-appengine@v2
        with: { deliverables: web/app.yaml, env_vars: "B=3,C=4" }
`,
    });
    expect(givenIn(facts)).toEqual([['web', 'app', ['A', 'B', 'C']]]);
    expect(servicesOf(facts)).toEqual([['web', ['web'], 'web/main.py']]);
    const places = facts.deployments[0]?.bindings.map(({ range }) => range.path);
    expect(places).toEqual(['web/app.yaml', '.github/workflows/w.yml', '.github/workflows/w.yml']);
  });

  it('is deployed by a command with the included files, and alone where nothing names it', async () => {
    const files = {
      'deploy.sh': 'gcloud app deploy web/app.yaml --project=acme\n',
      'web/app.yaml': `${APP}includes: [more.yaml]\n`,
      'web/more.yaml': 'env_variables:\n  B: under\n  MORE: x\n',
    };
    expect(givenIn(await linkFiles(files))).toEqual([['web', 'app', ['MORE', 'A', 'B']]]);
    expect(givenIn(await linkFiles({ 'web/app.yaml': APP }))).toEqual([['web', 'app', ['A', 'B']]]);
  });

  it('that is not there leaves a gap', async () => {
    const facts = await linkFiles({ 'deploy.sh': 'gcloud app deploy made/app.yaml\n' });
    expect(gapsOf(facts)).toContainEqual(['unread-hand-over', 'the configuration made/app.yaml']);
  });
});

describe('a file of variables that a script writes', () => {
  it('is what the deployment is given, step after step', async () => {
    const facts = await linkFiles({
      '.github/workflows/w.yml': `on: push
jobs:
  a:
    steps:
      - run: |
          cat > env.yaml <<END
          A: "\${{ secrets.A }}"
          B: 'plain'
          END
          echo "C: \\"$C\\"" >> env.yaml
      - run: gcloud run deploy web --env-vars-file env.yaml
`,
    });
    expect(givenIn(facts)).toEqual([['web', 'service', ['A', 'B', 'C']]]);
    expect(facts.deployments[0]?.open).toBe(false);
  });

  it('adds to the file of the tree, and is no more known where branches write different texts', async () => {
    const facts = await linkFiles({
      '.env.base': '# base\nONE=1\n',
      'a.sh':
        'echo TWO=2 >> .env.base\ngcloud run deploy web --set-env-vars "$(grep -v "^#" .env.base | paste -sd, -)"\n',
      'b.sh':
        'if [ -f x ]; then echo "A: \'1\'" > e.yaml; else echo "B: \'1\'" > e.yaml; fi\ngcloud run deploy api --env-vars-file=e.yaml\n',
    });
    expect(givenIn(facts)).toEqual([
      ['web', 'service', ['ONE', 'TWO']],
      ['api', 'service', []],
    ]);
    expect(facts.deployments.map(({ open }) => open)).toEqual([false, true]);
  });

  it('may name what Cloud Run reserves where it is for a worker pool', async () => {
    const facts = await linkFiles({
      'e.yaml': 'PORT: "1"\n',
      'pool.sh': 'gcloud beta run worker-pools deploy pool --env-vars-file e.yaml\n',
      'web.sh': 'gcloud run deploy web --env-vars-file e.yaml\n',
    });
    expect(facts.deployments.map(({ service, malformed }) => [service, malformed?.length])).toEqual([
      ['pool', 0],
      ['web', 1],
    ]);
  });
});

describe('an image', () => {
  it('gives what its last stage sets, and the stages that it is built on, by arguments too', async () => {
    const facts = await linkFiles({
      'deploy.sh': 'gcloud run deploy web --source=. --set-env-vars=Z=1\n',
      Dockerfile: `FROM node:20 AS base
ARG VERSION=1
ENV A=1 B=$VERSION
FROM base AS build
ENV ONLY_HERE=1
FROM --platform=linux/amd64 base
ENV C two words
ENV D= E=""
COPY . .
CMD ["node", "index.js"]
`,
      'index.js': 'console.log(process.env.A, process.env.ONLY_HERE);\n',
    });
    expect(facts.services.map(({ imageNames }) => imageNames)).toEqual([['A', 'B', 'C']]);
  });
});

describe('what only looks like a command', () => {
  it('is none where it is shown, logged or kept', async () => {
    const facts = await linkFiles({
      'a.py': `import logging, subprocess
def show(name):
    print(f"gcloud run deploy {name} --set-env-vars=A=1")
    logging.getLogger().info("gcloud run deploy x --set-env-vars=A=1")
    raise RuntimeError("gcloud run deploy y --set-env-vars=A=1")
lines = []
lines.append("gcloud run deploy z --set-env-vars=A=1")
subprocess.run("gcloud run deploy real --set-env-vars=A=1", shell=True)
subprocess.run(["gcloud", "functions", "deploy", "fn", "--set-secrets", "A=a:1"])
`,
      'a.js': 'console.log("gcloud run deploy w --set-env-vars=A=1");\nthrow new Error("gcloud run deploy v");\n',
    });
    expect(
      givenIn(facts)
        .map(([service]) => service)
        .sort(),
    ).toEqual(['fn', 'real']);
  });
});
