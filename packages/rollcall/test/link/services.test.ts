// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows hold such places
import { describe, expect, it } from 'vitest';
import { deploymentsOf, gapsOf, linkFiles, servicesOf } from './link-files.ts';

const PYTHON = 'import os\nKEY = os.environ["KEY"]\n';
const NODE = 'export const key = process.env.KEY;\n';

describe('the code of a service', () => {
  it('is what the build of its image takes in, whatever a folder inside it is called', async () => {
    const facts = await linkFiles({
      'bin/deploy.sh':
        'IMAGE=gcr.io/acme/web-hooks\ngcloud builds submit --tag $IMAGE && gcloud run deploy web-hooks --image $IMAGE\n',
      Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["yarn", "start"]\n',
      'package.json': '{ "scripts": { "start": "node -r ./tracing.js dist/index.js" } }',
      'src/index.ts': NODE,
      'src/hooks/index.ts': NODE,
      'tracing.js': '',
    });
    expect(servicesOf(facts)).toEqual([['web-hooks', [''], 'src/index.ts']]);
  });

  it('is the folder that the script lies in, where the build context is a dot', async () => {
    const facts = await linkFiles({
      'backend/deploy.sh':
        'gcloud builds submit --tag gcr.io/$PROJECT/$NAME\ngcloud run deploy shop --image gcr.io/$PROJECT/$NAME\n',
      'backend/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n',
      'backend/package.json': '{ "scripts": { "start": "node app.mjs" } }',
      'backend/app.mjs': NODE,
      'client/package.json': '{}',
      'client/index.js': NODE,
    });
    expect(servicesOf(facts)).toEqual([['shop', ['backend'], 'backend/app.mjs']]);
  });

  it('is found through a submitted configuration, its substitutions and an image whose project is written otherwise', async () => {
    const facts = await linkFiles({
      '.github/workflows/ui.yml': `on: push
jobs:
  ui:
    runs-on: ubuntu-latest
    steps:
      - run: gcloud builds submit ./front --config=./front/cloudbuild.yaml --substitutions=_TAG=\${{ github.sha }}
      - uses: google-github-actions/deploy-cloudrun@v2
        with:
          service: acme-shop-window
          image: "eu-docker.pkg.dev/\${{ secrets.PROJECT }}/acme/window:\${{ github.sha }}"
`,
      'front/cloudbuild.yaml':
        "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build, -t, 'eu-docker.pkg.dev/$PROJECT_ID/acme/window:$_TAG', .]\n",
      'front/Dockerfile': `FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD uvicorn main:app --port \${PORT:-8080}\n`,
      'front/main.py': PYTHON,
      'back/Dockerfile': 'FROM python:3.12\nCOPY . .\nCMD python main.py\n',
      'back/main.py': PYTHON,
    });
    expect(servicesOf(facts)).toEqual([['acme-shop-window', ['front'], 'front/main.py']]);
  });

  it.each([
    ['--command=node --args=dist/worker.js', 'api/src/worker.ts'],
    ['--command node --args="-r,./tracing.js,dist/worker.js"', 'api/src/worker.ts'],
    ['--args=src/worker.ts', 'api/src/worker.ts'],
    ['--args=run,worker', 'api/src/worker.ts'],
    ['--command=/bin/sh --args="^@^-c@node dist/worker.js"', 'api/src/worker.ts'],
    ['--command="$COMMAND"', 'api/src/main.ts'],
    ['', 'api/src/main.ts'],
  ])('starts with what its deployment says: %s', async (flags, entry) => {
    const facts = await linkFiles({
      'deploy.sh': `gcloud run deploy worker --source=api ${flags}\n`,
      'api/Dockerfile': 'FROM node:20\nCOPY . .\nENTRYPOINT ["npm"]\nCMD ["start"]\n',
      'api/package.json': '{ "scripts": { "start": "node dist/main.js", "worker": "node dist/worker.js" } }',
      'api/src/main.ts': NODE,
      'api/src/worker.ts': NODE,
      'api/tracing.js': '',
    });
    expect(servicesOf(facts)).toEqual([['worker', ['api'], entry]]);
  });

  it('starts with what the flags of its step say', async () => {
    const facts = await linkFiles({
      '.github/workflows/a.yml':
        'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n        with: { job: work, source: app, flags: "--command=python --args=worker.py" }\n',
      'app/Dockerfile': 'FROM python:3.12\nCOPY . .\nCMD ["python", "main.py"]\n',
      'app/main.py': PYTHON,
      'app/worker.py': PYTHON,
    });
    expect(servicesOf(facts)).toEqual([['work', ['app'], 'app/worker.py']]);
  });

  it('starts with what its manifest says, each service of one image with its own', async () => {
    const manifest = (name: string, more: string): string =>
      `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/acme/app\n${more}`;
    const facts = await linkFiles({
      'app/api.yaml': manifest('api', ''),
      'app/worker.yaml': manifest('worker', '          command: [python]\n          args: ["-m", "app.worker"]\n'),
      'app/Dockerfile': 'FROM python:3.12\nWORKDIR /srv\nCOPY . .\nCMD ["python", "-m", "app.main"]\n',
      'app/app/main.py': PYTHON,
      'app/app/worker.py': PYTHON,
    });
    expect(servicesOf(facts)).toEqual([
      ['api', ['app'], 'app/app/main.py'],
      ['worker', ['app'], 'app/app/worker.py'],
    ]);
  });

  it.each([
    ['docker/build-push-action@v6', 'context: mail\n          tags: eu/${{ vars.NAME }}:1'],
    [
      'whoan/docker-build-with-cache-action@v5',
      'context: mail\n          registry: eu/\n          image_name: ${{ vars.NAME }}',
    ],
    [
      'mr-smithers-excellent/docker-build-push@v6',
      'directory: mail\n          registry: eu\n          image: ${{ vars.NAME }}',
    ],
    [
      'whoan/docker-build-with-cache-action@v5',
      'dockerfile: mail/Dockerfile\n          image_name: eu/${{ vars.NAME }}',
    ],
  ])('is of the code that the action %s builds', async (action, inputs) => {
    const facts = await linkFiles({
      '.github/workflows/deploy.yml': `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: ${action}
        with:
          ${inputs}
      - uses: google-github-actions/deploy-cloudrun@v2
        with:
          service: \${{ vars.NAME }}
          image: eu/\${{ vars.NAME }}:1
          env_vars: A=a
`,
      'mail/Dockerfile': 'FROM node:22\nCOPY . .\nCMD ["node", "mail.js"]\n',
      'mail/mail.js': NODE,
      'web/Dockerfile': 'FROM node:22\nCOPY . .\nCMD ["node", "web.js"]\n',
      'web/web.js': NODE,
    });
    expect(servicesOf(facts)).toEqual([['mail', ['mail'], 'mail/mail.js']]);
  });

  it.each([
    ['dist/server.js', 'src/server.ts'],
    ['/app/api/dist/server.js', 'api/src/server.ts'],
    ['api/dist/api/src/server.js', 'api/src/server.ts'],
    ['dist/apps/api/server.js', 'apps/api/src/server.ts'],
    ['build/api/src/server.mjs', 'api/src/server.mts'],
    ['./api/out/server.js', 'api/server.ts'],
  ])('starts what %s was built of', async (started, source) => {
    const facts = await linkFiles({
      'deploy.sh':
        'docker build -t eu/shop .\ngcloud run deploy shop --image eu/shop\ngcloud run deploy mail --image mail\n',
      Dockerfile: `FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "${started}"]\n`,
      [source]: NODE,
      'tools/other.ts': NODE,
    });
    expect(servicesOf(facts).filter(([id]) => id === 'shop')).toEqual([['shop', [''], source]]);
  });

  it('bears the name of its code where only run time knows the deployed name', async () => {
    const facts = await linkFiles({
      'scripts/deploy.sh':
        'docker build -t "$REPO/$SERVICE" -f services/mail/Dockerfile .\ngcloud run deploy "$SERVICE" --image "$REPO/$SERVICE"\n',
      'services/mail/Dockerfile':
        'FROM node:20\nCOPY services/mail/src ./src\nCOPY shared ./shared\nCMD ["node", "dist/src/index.js"]\n',
      'services/mail/src/index.ts': NODE,
      'shared/log.ts': '',
    });
    expect(servicesOf(facts)).toEqual([['mail', ['services/mail/src'], 'services/mail/src/index.ts']]);
    expect(deploymentsOf(facts)).toEqual([['scripts/deploy.sh#$SERVICE', 'mail', null]]);
  });

  const build = (step: string): string =>
    `steps:\n${step}  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: gcloud\n    args: [run, deploy, '\${_SERVICE}', `;
  const docker = "  - name: gcr.io/cloud-builders/docker\n    args: [build, -t, 'gcr.io/x/$_SERVICE', services/mail]\n";

  it.each([
    ['a folder that is stated', {}, `${build('')}'--source=services/mail']\n`, 'mail'],
    ['a folder that is built', {}, `${build(docker)}'--image=gcr.io/x/$_SERVICE']\n`, 'mail'],
    [
      'the folder of another deployment',
      { 'deploy.sh': 'gcloud run deploy acme-post --source=services/mail\n' },
      `${build(docker)}'--image=gcr.io/x/$_SERVICE']\n`,
      'acme-post',
    ],
    ['a default of its own', {}, `substitutions: { _SERVICE: post }\n${build('')}'--source=services/mail']\n`, 'post'],
    ['the whole of a tree of several', {}, `${build('')}'--source=.']\n`, null],
  ])('is told by %s where a trigger fills the name', async (_what, more, config, service) => {
    const facts = await linkFiles({
      ...more,
      'cloudbuild.yaml': config,
      'services/mail/Dockerfile': 'FROM python:3.12\nCOPY . .\nCMD python main.py\n',
      'services/mail/main.py': PYTHON,
      'services/shop/main.py': PYTHON,
    });
    expect(facts.deployments.find(({ range }) => range.path === 'cloudbuild.yaml')?.service ?? null).toBe(service);
    if (service !== null) expect(servicesOf(facts)).toEqual([[service, ['services/mail'], 'services/mail/main.py']]);
  });

  it('is not guessed among several images, and a name that only run time knows belongs to none', async () => {
    const facts = await linkFiles({
      'deploy.sh':
        'gcloud run services update "$TARGET" --update-env-vars=A=b\ngcloud run deploy shop --image=gcr.io/acme/shop\n',
      'one/Dockerfile': 'FROM node:20\n',
      'one/run.js': NODE,
      'two/Dockerfile': 'FROM node:20\n',
      'two/run.js': NODE,
    });
    expect(servicesOf(facts)).toEqual([['shop', [], null]]);
    expect(deploymentsOf(facts)).toEqual([
      ['deploy.sh#shop', 'shop', null],
      ['deploy.sh#$TARGET', null, null],
    ]);
    expect(gapsOf(facts)).toEqual([
      ['unknown-service', 'no code was found for service shop'],
      ['dynamic-service', 'only run time knows which service it deploys'],
    ]);
  });

  it.each([
    ['COPY tools/fill.py /app/seed.py\nCMD ["python", "seed.py"]', 'tools/fill.py'],
    ['COPY tools/fill.py tools/common.py ./\nCMD python fill.py', 'tools/fill.py'],
    ['COPY tools/ ./job\nCMD python -m job.fill', 'tools/fill.py'],
    ['WORKDIR job\nCOPY tools .\nCMD ["python", "/app/job/fill.py"]', 'tools/fill.py'],
    ['COPY tools/run.sh /start/\nCOPY tools/fill.py seed.py\nCMD /start/run.sh', 'tools/fill.py'],
    ['COPY tools/fill.py /opt/seed.py\nCMD python seed.py', 'tools/main.py'],
  ])('starts with the file that was copied to where its command looks: %s', async (rest, entry) => {
    const facts = await linkFiles({
      'deploy.sh':
        'docker build -t gcr.io/acme/seeder -f docker/seeder.Dockerfile .\ngcloud run jobs deploy seeder --image gcr.io/acme/seeder\n',
      'docker/seeder.Dockerfile': `FROM python:3.12\nWORKDIR /app\n${rest}\n`,
      'tools/fill.py': PYTHON,
      'tools/common.py': '',
      'tools/main.py': PYTHON,
      'tools/run.sh': '#!/bin/sh\nexec python seed.py\n',
      'other/main.py': PYTHON,
    });
    expect(servicesOf(facts)).toEqual([['seeder', ['tools'], entry]]);
  });

  it('is not what lies beside a test that its image is made of alone', async () => {
    const facts = await linkFiles({
      'deploy.sh':
        'docker build -t gcr.io/acme/probe -f docker/probe.Dockerfile .\ngcloud run jobs deploy probe --image gcr.io/acme/probe\n',
      'docker/probe.Dockerfile': 'FROM python:3.12\nCOPY tools/test_probe.py probe.py\nCMD python probe.py\n',
      'tools/test_probe.py': PYTHON,
      'tools/main.py': PYTHON,
      'web/Dockerfile': 'FROM python:3.12\nCOPY . .\nCMD python main.py\n',
      'web/main.py': PYTHON,
      'web/deploy.sh': 'gcloud run deploy web --source .\n',
    });
    expect(servicesOf(facts)).toEqual([
      ['probe', [], null],
      ['web', ['web'], 'web/main.py'],
    ]);
    expect(gapsOf(facts)).toContainEqual(['unknown-service', 'no code was found for service probe']);
  });

  it('does not run where a web server hands it out', async () => {
    const facts = await linkFiles({
      'deploy.sh':
        'docker build -t gcr.io/acme/web web\ngcloud run deploy web --image gcr.io/acme/web --set-env-vars=A=b\n',
      'web/Dockerfile':
        'FROM node:20 AS build\nCOPY . .\nFROM nginx:alpine\nCOPY --from=build /app/dist /usr/share/nginx/html\n',
      'web/src/main.ts': 'if (!process.env.API_URL) throw new Error("API_URL");\n',
    });
    expect(servicesOf(facts)).toEqual([['web', ['web'], 'web/src/main.ts']]);
    expect(facts.reads).toEqual([]);
    expect(facts.services[0]?.readsDynamically).toBe(true);
  });

  it('starts with the last thing that its entry point script runs', async () => {
    const facts = await linkFiles({
      'deploy.sh': 'gcloud run deploy api --source .\n',
      Dockerfile: 'FROM python:3.12\nCOPY . /app\nENTRYPOINT ["/entrypoint.sh"]\n',
      'docker/entrypoint.sh':
        '#!/bin/sh\npython manage.py migrate\nexec gunicorn config.wsgi:application --bind :8080\n',
      'manage.py': PYTHON,
      'config/wsgi.py': PYTHON,
    });
    expect(servicesOf(facts)).toEqual([['api', [''], 'config/wsgi.py']]);
  });
});

describe('hosts', () => {
  it('reads what Cloud Build and GitLab CI deploy', async () => {
    const facts = await linkFiles({
      'cloudbuild.yaml':
        "substitutions: { _NAME: auth }\nsteps:\n  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: gcloud\n    args: [run, deploy, $_NAME, '--set-secrets=KEY=key:1', '--source=auth']\n",
      '.gitlab-ci.yml': 'deploy:\n  script:\n    - gcloud run deploy mail --source=mail --set-env-vars=A=b\n',
      'auth/main.py': PYTHON,
      'mail/main.py': PYTHON,
    });
    expect(deploymentsOf(facts)).toEqual([
      ['.gitlab-ci.yml#mail', 'mail', null],
      ['cloudbuild.yaml#auth', 'auth', null],
    ]);
    expect(servicesOf(facts)).toEqual([
      ['mail', ['mail'], 'mail/main.py'],
      ['auth', ['auth'], 'auth/main.py'],
    ]);
  });

  it('finds the file of variables beside the script', async () => {
    const facts = await linkFiles({
      'api/deploy.sh': 'gcloud run deploy api --source . --env-vars-file env.yaml\n',
      'api/env.yaml': 'KEY: value\n',
      'api/main.py': PYTHON,
    });
    expect(facts.deployments[0]?.bindings.map(({ name }) => name)).toEqual(['KEY']);
    expect(servicesOf(facts)).toEqual([['api', ['api'], 'api/main.py']]);
  });

  it('says what it does not read: other languages that deploy, manifests that are not there, scripts that only talk of it', async () => {
    const facts = await linkFiles({
      Rakefile: 'sh "gcloud run deploy api"\n',
      'deploy.fish': 'gcloud run deploy api --image $image\n',
      'deploy.sh': 'echo "run: gcloud run deploy api"\n',
      'apply.sh': 'gcloud run services replace "$FILE"\n',
    });
    expect(gapsOf(facts)).toEqual([
      ['unread-hand-over', 'the manifest $FILE'],
      ['deploys-nothing', 'deploy.sh'],
      ['unreadable', 'it deploys to Cloud Run, and files of its kind are not read'],
      ['unreadable', 'it deploys to Cloud Run, and files of its kind are not read'],
    ]);
    expect(facts.complete).toBe(false);
  });
});

describe('an image without an organisation', () => {
  const deployment = (name: string, image: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {spec: {containers: [{name: ${name}, image: ${image}}]}}}\n`;
  const files = { Dockerfile: 'FROM python:3.12\nCOPY . .\nCMD ["python", "main.py"]\n', 'main.py': PYTHON };

  it('is that which the tree makes, where there is no other of its own', async () => {
    const facts = await linkFiles({
      ...files,
      'k8s/all.yaml': [
        deployment('api', 'shop-app:latest'),
        deployment('work', 'shop-app:latest'),
        deployment('db', 'mongo:7'),
      ].join('---\n'),
    });
    expect(servicesOf(facts)).toEqual([
      ['api', [''], 'main.py'],
      ['work', [''], 'main.py'],
      ['db', [], null],
    ]);
  });

  it('is of others where the tree names its own', async () => {
    const facts = await linkFiles({
      ...files,
      'k8s/all.yaml': [deployment('api', 'eu.gcr.io/p/shop:1'), deployment('queue', 'someones-queue:1')].join('---\n'),
    });
    expect(servicesOf(facts)).toEqual([
      ['api', [''], 'main.py'],
      ['queue', [], null],
    ]);
  });
});

describe('a folder called build', () => {
  it('may hold what deploys; what was built into it is left out', async () => {
    const compose = (name: string): string =>
      `services:\n  ${name}:\n    build: {context: ../api}\n    environment: [KEY=x]\n`;
    const facts = await linkFiles({
      'build/compose.yml': compose('api'),
      'web/build/resources/main/compose.yml': compose('copy'),
      'build/main.py': PYTHON,
      'api/main.py': PYTHON,
    });
    expect(servicesOf(facts)).toEqual([['api', ['api'], 'api/main.py']]);
  });
});

describe('a deployment that is handed over', () => {
  const starting = (program: string) =>
    `"""Deploys to Cloud Run."""\nimport subprocess, sys\nsubprocess.run([sys.executable, "${program}", "--deploy"])\n`;

  it('is said to be, where it goes on in what is not read', async () => {
    const facts = await linkFiles({ 'scripts/deploy.py': starting('tests/run.py'), 'tests/run.py': 'import os\n' });
    expect(facts.deployments).toEqual([]);
    expect(gapsOf(facts)).toEqual([['unread-hand-over', 'tests/run.py']]);
  });

  it('is not missed where that is read by itself', async () => {
    const facts = await linkFiles({
      'scripts/deploy.py': starting('scripts/release.py'),
      'scripts/release.py': 'import subprocess\nsubprocess.run(["gcloud", "run", "deploy", "api", "--image", "i"])\n',
    });
    expect(facts.deployments.map(({ entry }) => entry)).toEqual(['scripts/release.py']);
    expect(gapsOf(facts).filter(([reason]) => reason === 'unread-hand-over')).toEqual([]);
  });
});

describe('functions of Firebase', () => {
  it('are not read, and said not to be where they are given secrets', async () => {
    const given = (code: string) =>
      `${code}\nexport const f = onRequest({ secrets: ['API_KEY'] }, () => process.env.API_KEY);\n`;
    const facts = await linkFiles({
      'functions/a.ts': given("import { onRequest } from 'firebase-functions/v2/https';"),
      'functions/b.py':
        'from firebase_functions import https_fn\n@https_fn.on_request(secrets=["API_KEY"])\ndef f(r): ...\n',
      'functions/c.ts': given("import { onRequest } from './own';"),
      'functions/d.js': "require('firebase-functions').https.onRequest(() => process.env.API_KEY);\n",
    });
    const told = facts.unresolved.filter(({ reason }) => reason === 'unreadable');
    expect(told.map(({ text, span }) => [span?.path, text])).toEqual(
      ['functions/a.ts', 'functions/b.py'].map((path) => [
        path,
        'it gives secrets to functions of Firebase, and these are not read',
      ]),
    );
  });
});

describe('the environment of a deployment', () => {
  const contract = `version: 1
environments:
  staging: { match: { branch: develop } }
  production: { match: { flags: { project: acme-prod } } }
services:
  api: { cloudRun: { staging: acme-api-next }, needs: { from: code } }
`;

  it('is what the contract says of its branch or its flags', async () => {
    const facts = await linkFiles(
      {
        '.github/workflows/a.yml':
          'on: { push: { branches: [develop] } }\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: gcloud run deploy api --source=api\n',
        'deploy.sh': 'gcloud run deploy api --source=api --project acme-prod\n',
        'next.sh': 'gcloud run deploy acme-api-next --source=api\n',
        'other.sh': 'gcloud run deploy api --source=api\n',
        'api/main.py': PYTHON,
      },
      contract,
    );
    expect(deploymentsOf(facts)).toEqual([
      ['.github/workflows/a.yml#api', 'api', 'staging'],
      ['deploy.sh#api', 'api', 'production'],
      ['next.sh#acme-api-next', 'api', 'staging'],
      ['other.sh#api', 'api', null],
    ]);
  });
});
