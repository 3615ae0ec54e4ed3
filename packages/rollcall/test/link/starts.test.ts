// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text and templates under test.
import { describe, expect, it } from 'vitest';
import { linkFiles, servicesOf } from './link-files.ts';

type Facts = Awaited<ReturnType<typeof linkFiles>>;

/** The names that a service reads. */
function namesOf({ reads }: Facts, service: string): readonly string[] {
  return [...new Set(reads.filter((read) => read.service === service).map(({ name }) => name))].sort();
}

const DEPLOY = 'gcloud run deploy shop --source .\n';
const DJANGO = {
  Dockerfile: 'FROM python:3.12\nCOPY . .\nCMD ["gunicorn", "site.wsgi", "--bind", ":8000"]\n',
  'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n',
  'site/wsgi.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n',
  'site/settings.py': 'import os\nINSTALLED_APPS = ["orders.apps.OrdersConfig"]\nKEY = os.environ["SETTINGS_KEY"]\n',
  'orders/apps.py': 'import os\nKEY = os.environ["APP_KEY"]\n',
  'orders/models.py': 'import os\nKEY = os.environ["MODEL_KEY"]\n',
  'orders/management/commands/bill.py':
    'import os\nfrom orders.billing import bill\nclass Command:\n    def handle(self):\n        bill(os.environ["BILL_KEY"])\n',
  'orders/management/commands/clean.py': 'import os\nKEY = os.environ["CLEAN_KEY"]\n',
  'orders/billing.py': 'import os\ndef bill(key):\n    return os.environ["BANK_KEY"]\n',
};
const LOADED = ['APP_KEY', 'MODEL_KEY', 'SETTINGS_KEY'];

describe('what a Django service runs', () => {
  it('is its settings, its apps and the command that it is started with', async () => {
    const facts = await linkFiles({
      ...DJANGO,
      'deploy.sh': `${DEPLOY}gcloud run jobs deploy billing --source . --command=python --args=manage.py,bill,--all\n`,
    });
    expect(servicesOf(facts)).toEqual([
      ['shop', [''], 'site/wsgi.py'],
      ['billing', [''], 'manage.py'],
    ]);
    const own = ['DJANGO_SETTINGS_MODULE', ...LOADED];
    expect(namesOf(facts, 'shop').filter((name) => name !== 'DJANGO_SETTINGS_MODULE')).toEqual(LOADED);
    expect(namesOf(facts, 'billing').filter((name) => !own.includes(name))).toEqual(['BANK_KEY', 'BILL_KEY']);
  });

  it('is every command that its entry point runs before it', async () => {
    const facts = await linkFiles({
      ...DJANGO,
      'deploy.sh': DEPLOY,
      Dockerfile: 'FROM python:3.12\nCOPY . .\nCMD ["./start.sh"]\n',
      'start.sh': '#!/bin/sh\npython manage.py migrate && python manage.py clean\nexec gunicorn site.wsgi\n',
    });
    expect(namesOf(facts, 'shop').filter((name) => name !== 'DJANGO_SETTINGS_MODULE')).toEqual([
      'APP_KEY',
      'CLEAN_KEY',
      'MODEL_KEY',
      'SETTINGS_KEY',
    ]);
  });
});

describe('what stands under a test for `__main__`', () => {
  const main = 'import os\nKEY = os.environ["KEY"]\nif __name__ == "__main__":\n    print(os.environ["LOCAL_KEY"])\n';
  const image = (command: string): string => `FROM python:3.12\nCOPY . .\nCMD ${command}\n`;

  it.each([
    ['["python", "main.py"]', ['KEY', 'LOCAL_KEY']],
    ['exec python -u main.py', ['KEY', 'LOCAL_KEY']],
    ['["uvicorn", "main:app", "--port", "8080"]', ['KEY']],
    ['exec gunicorn --bind :$PORT main:app', ['KEY']],
    ['["python", "-m", "uvicorn", "main:app"]', ['KEY']],
  ])('is run where the file itself is started: %s', async (command, names) => {
    const facts = await linkFiles({ 'deploy.sh': DEPLOY, Dockerfile: image(command), 'main.py': main });
    expect(namesOf(facts, 'shop')).toEqual(names);
  });

  it('is not run in a function, which is imported', async () => {
    const facts = await linkFiles({ 'deploy.sh': 'gcloud functions deploy shop --source=.\n', 'main.py': main });
    expect(namesOf(facts, 'shop')).toEqual(['KEY']);
  });
});

describe('an image that holds several folders', () => {
  it('starts what lies there where the image has it', async () => {
    const python = (name: string): string => `import os\nKEY = os.environ["${name}"]\n`;
    const facts = await linkFiles({
      'deploy.sh': DEPLOY,
      Dockerfile:
        'FROM python:3.12\nWORKDIR /srv\nCOPY tools/ ./tools/\nCOPY app/ ./app/\nCMD ["uvicorn", "app.main:app"]\n',
      'app/main.py': python('APP_KEY'),
      'tools/app/main.py': python('TOOLS_KEY'),
    });
    expect(servicesOf(facts).map(([, , entry]) => entry)).toEqual(['app/main.py']);
    expect(namesOf(facts, 'shop')).toEqual(['APP_KEY']);
  });
});

describe('the module that a runner is told', () => {
  const python = (name: string): string => `import os\nKEY = os.environ["${name}"]\n`;
  it.each([
    ['celery -A shop worker -l info', 'shop/celery.py', ['CELERY_KEY', 'TASK_KEY']],
    ['celery --app=shop.celery beat', 'shop/celery.py', ['CELERY_KEY']],
    ['celery -A shop.celery.app beat', 'shop/celery.py', ['CELERY_KEY']],
    ['flask --app shop.web run', 'shop/web.py', ['WEB_KEY']],
    ['gunicorn -w 4 shop.web', 'shop/web.py', ['WEB_KEY']],
    ['alembic upgrade head', 'alembic/env.py', ['ENV_KEY']],
    ['sh -c "alembic upgrade head && uvicorn shop.web:app"', 'shop/web.py', ['ENV_KEY', 'WEB_KEY']],
    ['python -m shop.web', 'shop/web.py', ['WEB_KEY']],
  ])('starts with it: %s', async (command, entry, names) => {
    const facts = await linkFiles({
      'deploy.sh': DEPLOY,
      Dockerfile: `FROM python:3.12\nCOPY . .\nCMD ${command}\n`,
      'shop/celery.py': python('CELERY_KEY'),
      'shop/web.py': python('WEB_KEY'),
      'shop/orders/tasks.py': python('TASK_KEY'),
      'alembic/env.py': python('ENV_KEY'),
    });
    expect(servicesOf(facts)).toEqual([['shop', [''], entry]]);
    expect(namesOf(facts, 'shop')).toEqual(names);
  });
});

const RAILS = {
  Gemfile: '',
  'config/application.rb': 'X = ENV["APP_KEY"]\n',
  'config/puma.rb': 'port ENV["PUMA_KEY"]\n',
  'config/sidekiq.yml': ':concurrency: <%= ENV["SIDEKIQ_KEY"] %>\n',
  'config/environments/production.rb': 'Y = ENV["PRODUCTION_KEY"]\n',
  'config/environments/staging.rb': 'Y = ENV["STAGING_KEY"]\n',
  'config/environments/test.rb': 'Y = ENV["TEST_KEY"]\n',
  'app/controllers/carts_controller.rb': 'class CartsController\n  LIMIT = ENV["CART_KEY"]\nend\n',
  'app/models/order.rb': 'class Order\n  KEY = ENV["ORDER_KEY"]\nend\n',
  'lib/bank.rb': 'class Bank\n  KEY = ENV["BANK_KEY"]\nend\n',
  'lib/tasks/orders.rake':
    'namespace :orders do\n  task bill: :environment do\n    Bank.new(ENV["BILL_KEY"])\n    Rake::Task["mail:send"].invoke\n  end\nend\n',
  'lib/tasks/mail.rake': 'namespace :mail do\n  task :send do\n    Order.mail(ENV["MAIL_KEY"])\n  end\nend\n',
  'lib/tasks/other.rake': 'task :other do\n  ENV["OTHER_KEY"]\nend\n',
};

describe('what a Rails service runs', () => {
  const job = (words: string): string => `gcloud run jobs deploy work --source . --command=bundle --args=${words}\n`;

  it.each([
    ['exec,rake,orders:bill', ['APP_KEY', 'BANK_KEY', 'BILL_KEY', 'MAIL_KEY', 'ORDER_KEY', 'PRODUCTION_KEY']],
    ['exec,rails,orders:bill[1]', ['APP_KEY', 'BANK_KEY', 'BILL_KEY', 'MAIL_KEY', 'ORDER_KEY', 'PRODUCTION_KEY']],
    ['exec,rails,db:migrate', ['APP_KEY', 'PRODUCTION_KEY']],
    ['exec,sidekiq', ['APP_KEY', 'CART_KEY', 'ORDER_KEY', 'PRODUCTION_KEY', 'SIDEKIQ_KEY']],
    ['exec,rails,runner,Order.bill', ['APP_KEY', 'CART_KEY', 'ORDER_KEY', 'PRODUCTION_KEY']],
    ['exec,rails,server', ['APP_KEY', 'CART_KEY', 'ORDER_KEY', 'PRODUCTION_KEY', 'PUMA_KEY']],
    ['exec,puma,-C,config/puma.rb', ['APP_KEY', 'CART_KEY', 'ORDER_KEY', 'PRODUCTION_KEY', 'PUMA_KEY']],
  ])('is what its command makes of the app: %s', async (words, names) => {
    const facts = await linkFiles({ ...RAILS, 'deploy.sh': job(words), Dockerfile: 'FROM ruby:3.3\nCOPY . .\n' });
    expect(servicesOf(facts)).toEqual([['work', [''], 'config/application.rb']]);
    expect(namesOf(facts, 'work')).toEqual(names);
  });

  it.each(['us-docker.pkg.dev/cloudrun/container/job:latest', 'gcr.io/cloudrun/hello'])(
    'is not what the sample starts with which it was made: %s',
    async (image) => {
      const facts = await linkFiles({
        ...RAILS,
        'deploy.sh': `gcloud run jobs create work --image ${image}\n${job('exec,rails,db:migrate')}`,
        Dockerfile: 'FROM ruby:3.3\nCOPY . .\nCMD ["bundle", "exec", "puma"]\n',
      });
      expect(namesOf(facts, 'work')).toEqual(['APP_KEY', 'PRODUCTION_KEY']);
    },
  );

  it('runs in the environment that is given, or that its image sets', async () => {
    const migrate = { ...RAILS, Dockerfile: 'FROM ruby:3.3\nENV RAILS_ENV="staging" A=b\nCOPY . .\n' };
    const ofImage = await linkFiles({ ...migrate, 'deploy.sh': job('exec,rails,db:migrate') });
    expect(namesOf(ofImage, 'work')).toEqual(['APP_KEY', 'STAGING_KEY']);
    const given = await linkFiles({
      ...migrate,
      'deploy.sh': `${job('exec,rails,db:migrate').trim()} --set-env-vars=RAILS_ENV=test\n`,
    });
    expect(namesOf(given, 'work')).toEqual(['APP_KEY', 'TEST_KEY']);
    const unknown = await linkFiles({
      ...migrate,
      'deploy.sh': `${job('exec,rails,db:migrate').trim()} --set-env-vars=RAILS_ENV=$1\n`,
    });
    expect(namesOf(unknown, 'work')).toEqual(['APP_KEY', 'PRODUCTION_KEY', 'STAGING_KEY', 'TEST_KEY']);
  });
});

describe('shell scripts that a container runs', () => {
  it('are read as its code is, the started one after the one that starts it', async () => {
    const entrypoint =
      '#!/bin/sh\nset -u\n: "${KEY:?}"\nexport MODE="${MODE:-web}"\nif [ "$DEBUG" = 1 ]; then set -x; fi\nexec ./bin/run "$@"\n';
    const run = '#!/usr/bin/env bash\necho "$MODE ${NAME-none}"\nexec "$@"\n';
    const facts = await linkFiles({
      'deploy.sh': DEPLOY,
      Dockerfile:
        'FROM node:20\nWORKDIR /srv\nCOPY . .\nENTRYPOINT ["/srv/docker-entrypoint.sh"]\nCMD ["node", "main.js"]\n',
      'docker-entrypoint.sh': entrypoint,
      'bin/run': run,
      'main.js': 'process.env.APP_KEY;\n',
    });
    expect(servicesOf(facts)).toEqual([['shop', [''], 'main.js']]);
    const shell = facts.reads.filter(({ language }) => language === 'shell');
    expect(shell.map(({ name, level, when, range }) => [name, level, when, range.path, range.start])).toEqual([
      ['KEY', 'required', 'start', 'docker-entrypoint.sh', entrypoint.indexOf('${KEY')],
      ['MODE', 'defaulted', 'start', 'docker-entrypoint.sh', entrypoint.indexOf('${MODE')],
      ['DEBUG', 'required', 'start', 'docker-entrypoint.sh', entrypoint.indexOf('$DEBUG')],
      ['NAME', 'defaulted', 'start', 'bin/run', run.indexOf('${NAME')],
    ]);
    expect(namesOf(facts, 'shop')).toEqual(['APP_KEY', 'DEBUG', 'KEY', 'MODE', 'NAME']);
  });
});

describe('a stage of a Dockerfile', () => {
  const files = {
    Dockerfile:
      'FROM node:20 AS base\nCMD ["node", "api.js"]\nFROM base AS api\nCOPY . .\nFROM base AS worker\nCOPY . .\nENTRYPOINT ["node", "worker.js"]\nFROM nginx AS web\nCOPY . /usr/share/nginx/html\n',
    'api.js': 'process.env.API_KEY;\n',
    'worker.js': 'process.env.WORKER_KEY;\n',
  };

  it('is what the build says, whatever flags stand behind the context', async () => {
    const facts = await linkFiles({
      ...files,
      'deploy.sh': `docker build . -t gcr.io/acme/a --target api --platform linux/arm64
docker buildx build --build-arg X=1 --target=Worker -t gcr.io/acme/b . --load
docker build -t gcr.io/acme/c .
gcloud run deploy api --image gcr.io/acme/a
gcloud run deploy worker --image gcr.io/acme/b
gcloud run deploy web --image gcr.io/acme/c
`,
    });
    expect(servicesOf(facts)).toEqual([
      ['api', [''], 'api.js'],
      ['worker', [''], 'worker.js'],
      ['web', [], null],
    ]);
  });

  it('is what a compose file says', async () => {
    const service = (name: string): string => `  ${name}:\n    build: { context: ., target: ${name} }\n`;
    const facts = await linkFiles({ ...files, 'compose.yml': `services:\n${service('api')}${service('worker')}` });
    expect(servicesOf(facts)).toEqual([
      ['api', [''], 'api.js'],
      ['worker', [''], 'worker.js'],
    ]);
  });
});

describe('a service of several containers', () => {
  it('runs the code of all that the tree builds', async () => {
    const facts = await linkFiles({
      'service.yaml': `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: shop }
spec:
  template:
    spec:
      containers:
        - { name: front, image: acme/shop-front:1 }
        - { name: proxy, image: "bitnami/oauth2-proxy:7" }
        - { name: back, image: "acme/shop-back:1" }
        - { name: jobs, image: "acme/shop-back:1", command: [python, jobs.py] }
`,
      'front/Dockerfile': 'FROM nginx\nCOPY . /usr/share/nginx/html\n',
      'front/index.js': 'process.env.FRONT_KEY;\n',
      'back/Dockerfile': 'FROM python:3.12\nENV MODE=x\nCOPY . .\nCMD ["python", "main.py"]\n',
      'back/main.py': 'import os\nKEY = os.environ["BACK_KEY"]\n',
      'back/jobs.py': 'import os\nKEY = os.environ["JOBS_KEY"]\n',
    });
    expect(servicesOf(facts)).toEqual([['shop', ['back'], 'back/jobs.py']]);
    expect(namesOf(facts, 'shop')).toEqual(['BACK_KEY', 'JOBS_KEY']);
    expect(facts.services.map(({ imageNames }) => imageNames)).toEqual([['MODE']]);
  });

  it('is a chart whose values list the words of the command', async () => {
    const facts = await linkFiles({
      '.deploy/chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      '.deploy/chart/values.yaml':
        "name: shop\nimage: ghcr.io/acme/shop:1\nproxy: ghcr.io/acme/shop_web:1\nargs: ['rake orders:bill']\n",
      '.deploy/chart/templates/app.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Values.name }}-app
spec:
  template:
    spec:
      containers:
      - name: {{ .Values.name }}-app
        image: {{ .Values.image }}
        args: {{ .Values.args }}
        env:
        - name: KEY
          value: x
      - name: {{ .Values.name }}-proxy
        image: {{ .Values.proxy }}
`,
      '.github/workflows/a.yml':
        'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          docker build -t ghcr.io/acme/shop:1 . --target app --platform linux/arm64\n          docker build -t ghcr.io/acme/shop_web:1 . --target web\n',
      ...RAILS,
      Dockerfile: 'FROM ruby:3.3 AS app\nCOPY . .\nENTRYPOINT ["bundle", "exec"]\nFROM nginx AS web\nCOPY . /html\n',
    });
    expect(servicesOf(facts)).toEqual([['shop-app', [''], 'config/application.rb']]);
    expect(namesOf(facts, 'shop-app')).toEqual([
      'APP_KEY',
      'BANK_KEY',
      'BILL_KEY',
      'MAIL_KEY',
      'ORDER_KEY',
      'PRODUCTION_KEY',
    ]);
  });
});

describe('a package of several', () => {
  const files = {
    'deploy.sh': DEPLOY,
    'package.json': '{ "name": "acme", "scripts": { "start": "turbo run start --filter=@acme/api" } }',
    'apps/api/package.json':
      '{\n  "name": "@acme/api",\n  "scripts": { "start": "node dist/main.js", "work": "node work.js" }\n}',
    'apps/api/src/main.ts': 'process.env.API_KEY;\n',
    'apps/api/work.js': 'process.env.WORK_KEY;\n',
    'apps/web/package.json': '{\n  "name": "web",\n  "scripts": { "start": "node server.js" }\n}',
    'apps/web/server.js': 'process.env.WEB_KEY;\n',
  };

  it.each([
    ['npm start', 'apps/api/src/main.ts'],
    ['pnpm --filter @acme/api start', 'apps/api/src/main.ts'],
    ['pnpm -F api... run work', 'apps/api/work.js'],
    ['yarn workspace web start', 'apps/web/server.js'],
    ['npm run start -w apps/web', 'apps/web/server.js'],
    ['npm --prefix apps/web start -- --port 80', 'apps/web/server.js'],
    ['npx turbo run start --filter=web', 'apps/web/server.js'],
    ['npx nx run api:work', 'apps/api/work.js'],
    ['nx start web', 'apps/web/server.js'],
    ['yarn --cwd apps/web start', 'apps/web/server.js'],
  ])('is what the command selects: %s', async (command, entry) => {
    const facts = await linkFiles({ ...files, Dockerfile: `FROM node:20\nCOPY . .\nCMD ${command}\n` });
    expect(servicesOf(facts)).toEqual([['shop', [''], entry]]);
  });
});

describe('the build of an image', () => {
  const files = {
    'api/Dockerfile': 'FROM python:3.12\nCOPY . .\nCMD ["python", "main.py"]\n',
    'api/main.py': 'import os\nKEY = os.environ["API_KEY"]\n',
    'web/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "main.js"]\n',
    'web/main.js': 'process.env.WEB_KEY;\n',
  };
  const run = '      - run: gcloud run deploy shop --image gcr.io/acme/one:1\n';

  it.each([
    '/kaniko/executor --context ./api --destination gcr.io/acme/one:1 --cache=true',
    '/kaniko/executor -c ${{ github.workspace }} --dockerfile=api/Dockerfile -d gcr.io/acme/one:1',
    'pack build gcr.io/acme/one --builder x --path api',
    'gcloud builds submit api --pack image=gcr.io/acme/one:1,env=A=b',
    'docker build --build-arg X=y --platform linux/amd64 -f api/Dockerfile -t gcr.io/acme/one:1 api',
  ])('says what its code is: %s', async (build) => {
    const facts = await linkFiles({
      ...files,
      '.github/workflows/a.yml': `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${build}\n${run}`,
    });
    expect(servicesOf(facts)).toEqual([['shop', ['api'], 'api/main.py']]);
  });

  it('by Kaniko in Cloud Build takes the whole tree by default', async () => {
    const facts = await linkFiles({
      'cloudbuild.yaml':
        "steps:\n  - name: gcr.io/kaniko-project/executor:latest\n    args: ['--destination=gcr.io/$PROJECT_ID/one:1', '--cache=true']\n  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: gcloud\n    args: [run, deploy, shop, --image, 'gcr.io/$PROJECT_ID/one:1']\n",
      Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["node", "main.js"]\n',
      'main.js': 'process.env.APP_KEY;\n',
      'job/Dockerfile': 'FROM node:20\n',
    });
    expect(servicesOf(facts)).toEqual([['shop', [''], 'main.js']]);
  });

  it('is told by the end of its name where nothing builds it here', async () => {
    const manifest = (name: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop-${name} }\nspec:\n  template:\n    spec:\n      containers:\n        - { name: main, image: "acme/shop-${name === 'back' ? 'api' : 'web'}:1", env: [{ name: KEY, value: x }] }\n`;
    const facts = await linkFiles({ ...files, 'k8s/back.yaml': manifest('back'), 'k8s/front.yaml': manifest('front') });
    expect(servicesOf(facts)).toEqual([
      ['shop-back', ['api'], 'api/main.py'],
      ['shop-front', ['web'], 'web/main.js'],
    ]);
  });

  it('is the only one of the tree where a command gives its name', async () => {
    const workload = (name: string, more: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop-${name}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: '{{ .Values.image.repository }}:{{ .Values.image.tag }}'\n${more}        env:\n        - name: KEY\n          value: x\n`;
    const facts = await linkFiles({
      'deploy/helm/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'deploy/helm/values.yaml': 'other: 1\n',
      'deploy/helm/templates/web.yaml': workload('web', ''),
      'deploy/helm/templates/work.yaml': workload('work', '        command: [node, work.js]\n'),
      Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["node", "main.js"]\n',
      'main.js': 'process.env.APP_KEY;\n',
      'work.js': 'process.env.WORK_KEY;\n',
    });
    expect(servicesOf(facts)).toEqual([
      ['shop-web', [''], 'main.js'],
      ['shop-work', [''], 'work.js'],
    ]);
  });

  it('is one for all workloads that have the same ones in each environment', async () => {
    const workload = (name: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop-${name}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: '{{ .Values.image }}'\n        env:\n        - name: KEY\n          value: x\n`;
    const facts = await linkFiles({
      'helm/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'helm/values-staging.yaml': 'image: registry.example.com/staging/app:1\n',
      'helm/values-production.yaml': 'image: registry.example.com/production/app:1\n',
      'helm/templates/web.yaml': workload('web'),
      'helm/templates/work.yaml': workload('work'),
      Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["node", "main.js"]\n',
      'main.js': 'process.env.APP_KEY;\n',
    });
    expect(servicesOf(facts)).toEqual([
      ['shop-web', [''], 'main.js'],
      ['shop-work', [''], 'main.js'],
    ]);
  });

  it('that only sets up a server of others runs none of the code', async () => {
    const facts = await linkFiles({
      'compose.yml':
        'services:\n  app: { build: . }\n  store:\n    build: { context: ., dockerfile: docker/Dockerfile.store }\n    environment: { POSTGRES_DB: x }\n',
      Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["node", "main.js"]\n',
      'docker/Dockerfile.store':
        'FROM postgres:16\nCOPY ./docker/init.sh /docker-entrypoint-initdb.d/\nCMD ["postgres"]\n',
      'docker/init.sh': '#!/bin/sh\n',
      'main.js': 'process.env.APP_KEY;\n',
    });
    expect(servicesOf(facts)).toEqual([
      ['app', [''], 'main.js'],
      ['store', [], null],
    ]);
  });
});

describe('a program that a service starts', () => {
  const child = 'import { key } from "./lib.mjs";\nconsole.log(key, process.env.CHILD_KEY);\n';
  it.each([
    ['subprocess.run(["node", "src/work.mjs"], cwd=str(folder), env=os.environ.copy())', ['CHILD_KEY', 'LIB_KEY']],
    ["subprocess.Popen(['node', '--no-warnings', 'tools/src/work.mjs'])", ['CHILD_KEY', 'LIB_KEY']],
    ['subprocess.run([sys.executable, "-m", "jobs.bill"])', ['BILL_KEY']],
    ['subprocess.run([sys.executable, "jobs/bill.py"])', ['BILL_KEY']],
    ['# subprocess.run(["node", "src/work.mjs"])', []],
    ['subprocess.run(["node", "src/other.mjs"])', []],
  ])('is part of it: %s', async (call, names) => {
    const facts = await linkFiles({
      'deploy.sh': DEPLOY,
      Dockerfile: 'FROM python:3.12\nCOPY . .\nCMD ["python", "main.py"]\n',
      'main.py': `import os, subprocess, sys\nKEY = os.environ["MAIN_KEY"]\ndef work(folder):\n    ${call}\n    return 1\n`,
      'tools/src/work.mjs': child,
      'tools/src/lib.mjs': 'export const key = process.env.LIB_KEY;\n',
      'jobs/bill.py': 'import os\nif __name__ == "__main__":\n    print(os.environ["BILL_KEY"])\n',
    });
    expect(namesOf(facts, 'shop')).toEqual([...names, 'MAIN_KEY'].sort());
  });

  it('may be started by Node, or be a worker of it', async () => {
    const facts = await linkFiles({
      'deploy.sh': DEPLOY,
      Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["node", "main.mjs"]\n',
      'main.mjs':
        'import { spawn, fork } from "node:child_process";\nspawn("python3", ["-u", "a.py"]);\nfork("./b.mjs");\nnew Worker(new URL("./c.mjs", import.meta.url));\n',
      'a.py': 'import os\nprint(os.environ["A_KEY"])\n',
      'b.mjs': 'process.env.B_KEY;\n',
      'c.mjs': 'process.env.C_KEY;\n',
      'd.mjs': 'process.env.D_KEY;\n',
    });
    expect(namesOf(facts, 'shop')).toEqual(['A_KEY', 'B_KEY', 'C_KEY']);
  });
});
