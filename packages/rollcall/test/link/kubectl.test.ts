// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and workflows hold such places
import { describe, expect, it } from 'vitest';
import { linkFiles } from './link-files.ts';

const WORKLOAD = (from: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          image: acme/api
          envFrom: [${from}]
`;

const SECRET = WORKLOAD('secretRef: {name: keys}');
const CONFIG = WORKLOAD('configMapRef: {name: keys}');

/** Whether the only deployment is open, and its names with their sources and the text at their places. */
async function given(files: Readonly<Record<string, string>>) {
  const { deployments } = await linkFiles(files);
  expect(deployments.length).toBe(1);
  return deployments.map(({ open, bindings }) => [
    open,
    bindings.map(({ name, source, conditional, range }) => {
      const from = source.kind === 'secret' ? source.secret : 'value';
      const at = files[range.path]?.slice(range.start, range.end);
      return `${name}${conditional ? '?' : ''} ${from} ${at}`;
    }),
  ])[0];
}

describe('kubectl create', () => {
  it('makes the secret that a workload takes all keys of', async () => {
    const step = (script: string): string =>
      `on: push\njobs:\n  d:\n    runs-on: x\n    steps:\n      - run: |\n          ${script}\n`;
    const create =
      'kubectl -n shop create secret generic keys --from-literal=TOKEN="${{ secrets.TOKEN }}" --from-literal DB_URL=$DB';
    const wanted = [false, ['TOKEN keys/TOKEN TOKEN', 'DB_URL keys/DB_URL DB_URL']];
    const apply = `${create} --dry-run=client -o yaml | kubectl apply -f -`;
    expect(await given({ 'k8s/api.yaml': SECRET, '.github/workflows/a.yml': step(apply) })).toEqual(wanted);
    expect(await given({ 'k8s/api.yaml': SECRET, 'up.sh': `${create}\n` })).toEqual(wanted);
    expect(await given({ 'k8s/api.yaml': SECRET, Makefile: `up:\n\t${create.replace('$DB', '$(DB)')}\n` })).toEqual(
      wanted,
    );
  });

  it('makes a map of literals and files, and of a file of variables one that may hold more', async () => {
    const create = 'kubectl create configmap keys --from-literal=MODE=a --from-file=conf/app.ini --from-file=KEY=x.pem';
    expect(await given({ 'k8s/api.yaml': CONFIG, 'up.sh': `${create}\n` })).toEqual([
      false,
      ['MODE value MODE', 'app.ini value app.ini', 'KEY value KEY'],
    ]);
    expect(await given({ 'k8s/api.yaml': CONFIG, 'up.sh': `${create} --from-env-file=.env\n` })).toEqual([
      true,
      ['MODE value MODE', 'app.ini value app.ini', 'KEY value KEY'],
    ]);
  });

  it('gives on some runs what only some ways give', async () => {
    const script =
      'A=(--from-literal=MODE=a); [ -f x ] && A+=(--from-literal=EXTRA=b); kubectl create cm keys "${A[@]}"\n';
    const [open, names] = (await given({ 'k8s/api.yaml': CONFIG, 'up.sh': script })) ?? [];
    expect([open, names]).toEqual([false, ['MODE value MODE', 'EXTRA? value EXTRA']]);
  });

  it.each([
    'kubectl delete secret keys --from-literal=TOKEN=a',
    'kubectl create secret docker-registry keys --from-literal=TOKEN=a',
    'kubectl create secret generic other --from-literal=TOKEN=a',
    'kubectl create configmap keys --from-literal=TOKEN=a',
    'echo kubectl create secret generic keys --from-literal=TOKEN=a',
  ])('and no other command makes it: %s', async (script) => {
    expect(await given({ 'k8s/api.yaml': SECRET, 'up.sh': `${script}\n` })).toEqual([true, []]);
  });

  it('shows no value', async () => {
    const script = 'echo canary | kubectl create secret generic keys --from-literal=TOKEN=canary --token canary\n';
    const facts = await linkFiles({ 'k8s/api.yaml': SECRET, 'up.sh': script });
    const shown = facts.maskedText('up.sh');
    expect(shown).toContain('TOKEN');
    expect(shown).not.toContain('canary');
  });
});
