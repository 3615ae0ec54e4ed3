// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and charts hold such places
import { describe, expect, it } from 'vitest';
import { gapsOf, linkFiles } from './link-files.ts';

const CHART = {
  'charts/api/Chart.yaml': 'apiVersion: v2\nname: api\n',
  'charts/api/values.yaml': 'image: acme/api\nenv:\n  LEVEL: info\nlist: []\nsecret: {}\n',
  'charts/api/templates/all.yaml': [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: "{{ .Release.Name }}"}',
    'spec:',
    '  template:',
    '    spec:',
    '      containers:',
    '        - name: api',
    '          image: {{ .Values.image }}',
    '          env:',
    '            {{- range $key, $value := .Values.env }}',
    '            - name: {{ $key }}',
    '              value: {{ $value | quote }}',
    '            {{- end }}',
    '            {{- with .Values.list }}',
    '            {{- toYaml . | nindent 12 }}',
    '            {{- end }}',
    '          envFrom:',
    '            - secretRef: {name: keys}',
    '---',
    'apiVersion: v1',
    'kind: Secret',
    'metadata: {name: keys}',
    'data:',
    '  {{- range $key, $value := .Values.secret }}',
    '  {{ $key }}: {{ $value | b64enc }}',
    '  {{- end }}',
    '',
  ].join('\n'),
};

/** Each deployment as its id, whether it is open, and its names with the text at their places. */
async function releasesOf(files: Readonly<Record<string, string>>) {
  const all: Readonly<Record<string, string>> = { ...CHART, ...files };
  const facts = await linkFiles(all);
  return facts.deployments.map(({ id, open, bindings }) => [
    id,
    open,
    bindings.map(({ name, range }) => `${name} ${(all[range.path] ?? '').slice(range.start, range.end)}`),
  ]);
}

describe('helm', () => {
  it('fills the chart with what the command line sets, each name at its word', async () => {
    const script = [
      'helm upgrade --install api ./charts/api --namespace shop --wait \\',
      '  --set env.A=$A,env.B\\\\.C=b --set-string "secret.KEY=$KEY" \\',
      "  --set 'list[0].name=FIRST,list[0].value=1' --set-file env.CA=ca.pem --set-json 'env.J=\"j\"' \\",
      '  --set env.LEVEL=null --set image=acme/api:$TAG',
    ].join('\n');
    const [release, ...others] = await releasesOf({ 'deploy.sh': script });
    expect(others).toEqual([]);
    expect(release).toEqual([
      'deploy.sh#api',
      false,
      ['KEY KEY', 'A A=$A', 'B.C B\\\\.C=b', 'CA CA', 'J J="j', 'FIRST name=FIRST,list[0].value=1'],
    ]);
  });

  it('takes the files of values that it names, in part too, and leaves those of others as they are', async () => {
    const files = {
      'charts/api/values-eu.yaml': 'env: {EU: e}\n',
      'charts/api/values-us.yaml': 'env: {US: u}\n',
      'charts/api/values-old.yaml': 'env: {OLD: o}\n',
    };
    const one = await releasesOf({
      ...files,
      'deploy.sh': 'helm install api charts/api -f charts/api/values-eu.yaml --set env.A=a\n',
    });
    expect(one.map(([id, open, names]) => [id, open, (names as string[]).map((name) => name.split(' ')[0])])).toEqual([
      ['charts/api/values-eu.yaml#api', false, ['LEVEL', 'EU', 'A']],
      ['charts/api/values-old.yaml#{{ .Release.Name }}-api', false, ['LEVEL', 'OLD']],
      ['charts/api/values-us.yaml#{{ .Release.Name }}-api', false, ['LEVEL', 'US']],
    ]);
    const some = await releasesOf({
      ...files,
      'deploy.sh': 'helm upgrade -i api charts/api --values=charts/api/values-$1.yaml --set env.A=a\n',
    });
    expect(some.map(([id, , names]) => [id, (names as string[]).length])).toEqual([
      ['charts/api/values-eu.yaml#api', 3],
      ['charts/api/values-old.yaml#api', 3],
      ['charts/api/values-us.yaml#api', 3],
    ]);
  });

  it('knows all but what only some runs set', async () => {
    const chart = {
      'charts/api/values.yaml': 'mode: one\nextra: false\nenv: {LEVEL: info, URL: ""}\nlist: []\nsecret: {}\n',
      'charts/api/templates/all.yaml': [
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: api}',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: api',
        '          env:',
        '            - name: MODE',
        '              value: {{ .Values.mode }}',
        '            {{- if eq .Values.mode "many" }}',
        '            - name: COUNT',
        '              value: "2"',
        '            {{- end }}',
        '            {{- range $key, $value := .Values.env }}',
        '            {{- if ne (toString $value) "" }}',
        '            - name: {{ $key }}',
        '              value: {{ $value | quote }}',
        '            {{- end }}',
        '            {{- end }}',
        '            {{- if .Values.extra }}',
        '            - name: EXTRA',
        '              value: "1"',
        '            {{- end }}',
        '',
      ].join('\n'),
    };
    const namesOf = async (script: string) =>
      (await linkFiles({ ...CHART, ...chart, 'deploy.sh': script })).deployments.map(({ open, bindings }) => [
        open,
        bindings.map(({ name, conditional }) => name + (conditional ? '?' : '')).sort(),
      ]);
    expect(await namesOf('helm upgrade api charts/api ${URL:+--set env.URL="$URL"}')).toEqual([
      [false, ['LEVEL', 'MODE', 'URL?']],
    ]);
    expect(await namesOf('A=(); [ -f x ] && A+=(--set extra=true); helm upgrade api charts/api "${A[@]}"')).toEqual([
      [false, ['EXTRA?', 'LEVEL', 'MODE']],
    ]);
    expect(await namesOf('echo no release')).toEqual([[true, ['COUNT?', 'EXTRA?', 'LEVEL', 'MODE', 'URL?']]]);
  });

  it.each([
    ['words that only run time knows', 'helm upgrade api charts/api "${MORE_ARGS[@]}"', 'dynamic-list'],
    ['a name that only run time knows', 'helm upgrade api charts/api --set env.$NAME=a', 'dynamic-name'],
    ['a file that is not there', 'helm upgrade api charts/api -f /run/values.yaml', 'unread-hand-over'],
    [
      'a file of values that only some runs take',
      'A=(); [ -f x ] && A+=(-f charts/api/values.yaml); helm upgrade api charts/api "${A[@]}"',
      'dynamic-list',
    ],
  ])('is open for %s', async (_, script, reason) => {
    const facts = await linkFiles({ ...CHART, 'deploy.sh': `MORE_ARGS=$(cat more)\n${script}\n` });
    expect(facts.deployments.map(({ open }) => open)).toEqual([true]);
    expect(gapsOf(facts).map(([one]) => one)).toContain(reason);
  });

  it('deploys nothing where it only tries, tells, or takes a chart of others', async () => {
    for (const script of [
      'helm upgrade api charts/api --dry-run --set env.A=a',
      'helm template api charts/api --set env.A=a',
      'helm upgrade db oci://registry.example/db --set env.A=a',
      'helm upgrade db other/api --set env.A=a',
    ])
      expect(await releasesOf({ 'deploy.sh': script })).toEqual([
        ['charts/api/values.yaml#{{ .Release.Name }}-api', true, ['LEVEL LEVEL: info']],
      ]);
  });

  it('is found in a pipeline, in a function that jobs share', async () => {
    const pipeline =
      '.up: &up |\n  up() { helm upgrade "api-$1" ./charts/api --install --set env.TOKEN=$TOKEN --set env.STAGE="$1"; }\nstaging:\n  before_script: [*up]\n  script: [up staging]\n';
    expect(await releasesOf({ '.gitlab-ci.yml': pipeline })).toEqual([
      ['.gitlab-ci.yml#api-staging', false, ['LEVEL LEVEL: info', 'TOKEN TOKEN=$TOKEN', 'STAGE STAGE']],
    ]);
  });

  describe('a chart that is a part of another', () => {
    const shop = (dependency: string) => ({
      'charts/shop/Chart.yaml': `apiVersion: v2\nname: shop\ndependencies:\n  - ${dependency}\n`,
      'charts/shop/values.yaml': 'api:\n  env: {PARENT: p}\nglobal: {stage: x}\nother:\n  env: {OTHER: o}\n',
    });
    const BESIDE = shop('{name: api, version: 1.0.0, repository: "file://../api", condition: "api.enabled"}');

    it('has the values that the other one holds for it', async () => {
      expect(await releasesOf({ ...BESIDE, 'up.sh': 'helm upgrade shop charts/shop --set api.env.SET=s\n' })).toEqual([
        ['up.sh#shop', false, ['LEVEL LEVEL: info', 'PARENT PARENT: p', 'SET SET=s']],
      ]);
      expect(await releasesOf(BESIDE)).toEqual([
        ['charts/shop/values.yaml#{{ .Release.Name }}-api', true, ['LEVEL LEVEL: info', 'PARENT PARENT: p']],
      ]);
    });

    it('is called by the alias that the other one gives to it, and may be turned off', async () => {
      const alias = shop('{name: api, alias: other, repository: "file://../api"}');
      expect(await releasesOf({ ...alias, 'up.sh': 'helm upgrade shop charts/shop\n' })).toEqual([
        ['up.sh#shop', false, ['LEVEL LEVEL: info', 'OTHER OTHER: o']],
      ]);
      expect(
        await releasesOf({ ...BESIDE, 'up.sh': 'helm upgrade shop charts/shop --set api.enabled=false\n' }),
      ).toEqual([]);
    });

    it('may lie in the other one, and goes in no circle', async () => {
      const inner = Object.entries(CHART).map(([path, text]) => [path.replace('charts/', 'shop/charts/'), text]);
      const facts = await linkFiles({
        ...Object.fromEntries(inner),
        'shop/Chart.yaml': 'apiVersion: v2\nname: shop\n',
        'shop/values.yaml': 'api:\n  env: {PARENT: p}\n',
        'up.sh': 'helm upgrade shop ./shop\n',
      });
      expect(facts.deployments.map(({ id, bindings }) => [id, bindings.map(({ name }) => name)])).toEqual([
        ['up.sh#shop', ['LEVEL', 'PARENT']],
      ]);
      const circle = {
        'charts/api/Chart.yaml': 'name: api\ndependencies: [{name: shop, repository: "file://../shop"}]\n',
      };
      expect((await releasesOf({ ...BESIDE, ...circle })).length).toBeGreaterThan(0);
    });
  });

  it('knows the object of a name that the release makes, where the same chart has it, and no other', async () => {
    const chart = (named: string, asked: string) => ({
      'charts/api/templates/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          envFrom:
            - configMapRef: {name: "${asked}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: "${named}"}
data: {MODE: a}
`,
    });
    const config = '{{ .Release.Name }}-config';
    expect(await releasesOf(chart(config, config))).toEqual([['charts/api/values.yaml#api', false, ['MODE MODE']]]);
    expect(await releasesOf(chart(config, '{{ .Release.Name }}-other'))).toEqual([
      ['charts/api/values.yaml#api', true, []],
    ]);
  });

  it('never shows what it sets', async () => {
    const { deployments } = await linkFiles({
      ...CHART,
      'deploy.sh': 'helm upgrade api charts/api --set db.password=hunter2,env.A=a\n',
    });
    const script = 'helm upgrade api charts/api --set db.password=hunter2,env.A=a\n';
    const hidden = deployments.flatMap((one) => one.hidden ?? []).filter(({ path }) => path === 'deploy.sh');
    expect(hidden.map(({ start, end }) => script.slice(start, end))).toContain('hunter2');
  });
});

describe('the image of a chart', () => {
  const chart = (image: string): Readonly<Record<string, string>> => ({
    'deploy/shop-api/Chart.yaml': 'apiVersion: v2\nname: shop-api\n',
    'deploy/shop-api/values.yaml': `image: {repository: ${image}, tag: later}\n`,
    'deploy/shop-api/templates/worker.yaml': [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata: {name: "{{ include "generic.fullname" . }}-worker"}',
      'spec:',
      '  template:',
      '    spec:',
      '      containers:',
      '        - name: worker',
      '          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"',
      '          command: [python, worker.py]',
      '',
    ].join('\n'),
    'docker-compose.yml': 'services:\n  web: {build: .}\n',
    Dockerfile: 'FROM python:3.12\nCOPY . .\nCMD ["python", "web.py"]\n',
    'web.py': 'import os\nKEY = os.environ["WEB_KEY"]\n',
    'worker.py': 'import os\nKEY = os.environ["WORKER_KEY"]\n',
  });

  it.each([
    ['quay.io/acme/shop-api', ['WORKER_KEY']],
    ['ghcr.io/acme/shop-api', ['WORKER_KEY']],
    ['quay.io/keycloak/shop-api', []],
  ])("is the tree's own where it is called like the chart: %s", async (image, names) => {
    const facts = await linkFiles(chart(image));
    expect(facts.reads.filter(({ service }) => service === 'worker').map(({ name }) => name)).toEqual(names);
  });
});
