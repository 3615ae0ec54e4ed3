// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and manifests hold such places
import { describe, expect, it } from 'vitest';
import { gapsOf, linkFiles } from './link-files.ts';

const MANIFEST = (name: string, value: string): string => `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: ${name}
spec:
  template:
    spec:
      containers:
        - image: acme/api
          env:
            - name: MODE
              value: ${value}
            - name: TOKEN
              valueFrom:
                secretKeyRef: {name: api-token, key: latest}
`;

const REPLACE = 'gcloud run services replace out.yaml --region us --project acme\n';

/** Every binding as its deployment, its name, its source, and the text at its place. */
async function given(files: Readonly<Record<string, string>>) {
  const facts = await linkFiles(files);
  const bindings = facts.deployments.flatMap(({ id, bindings }) =>
    bindings.map(({ name, source, range }) => {
      const from = source.kind === 'secret' ? source.secret : 'value';
      return `${id} ${name} ${from} ${(files[range.path] ?? '').slice(range.start, range.end).split('\n')[0]}`;
    }),
  );
  return { bindings, gaps: gapsOf(facts).filter(([reason]) => reason !== 'unknown-service'), facts };
}

describe('a manifest that a script writes', () => {
  const script = `NAME=api\ncat > out.yaml <<EOF\n${MANIFEST('$NAME', 'canary-$STAGE')}EOF\n${REPLACE}`;

  it('is read where it is written', async () => {
    const { bindings, gaps, facts } = await given({ 'deploy.sh': script });
    expect(bindings).toEqual(['deploy.sh#api MODE value name: MODE', 'deploy.sh#api TOKEN api-token name: TOKEN']);
    expect(gaps).toEqual([]);
    expect(facts.deployments.map(({ open, region, project }) => [open, region !== null, project !== null])).toEqual([
      [false, true, true],
    ]);
    expect(facts.maskedText('deploy.sh')).not.toContain('canary');
    expect(facts.maskedText('deploy.sh')).toContain('name: MODE');
  });

  it('is read in the step of a pipeline', async () => {
    const run = script.replace(/^/gm, '          ').trimEnd();
    const workflow = `on: push\njobs:\n  d:\n    runs-on: x\n    steps:\n      - run: |\n${run}\n`;
    const { bindings, gaps } = await given({ '.github/workflows/a.yml': workflow });
    expect(bindings.map((one) => one.split(' ').slice(1).join(' '))).toEqual([
      'MODE value name: MODE',
      'TOKEN api-token name: TOKEN',
    ]);
    expect(gaps).toEqual([]);
  });

  it.each([
    'envsubst < service.yaml > out.yaml',
    "cat service.yaml | envsubst '$STAGE' > out.yaml",
    'sed "s|acme/api|acme/api:$TAG|g" service.yaml > out.yaml',
    'sed -e "s/acme/$ORG/" -e "s/STAGE/prod/" service.yaml > /tmp/x.yaml; cat /tmp/x.yaml > out.yaml',
  ])('is that of the tree of which it is made: %s', async (render) => {
    const { bindings, gaps } = await given({
      'service.yaml': MANIFEST('api', '${STAGE}'),
      'deploy.sh': `${render}\n${REPLACE}`,
    });
    expect(bindings.map((one) => one.split(' ').slice(0, 3).join(' '))).toEqual([
      'service.yaml#api MODE value',
      'service.yaml#api TOKEN api-token',
    ]);
    expect(gaps).toEqual([]);
  });

  it.each(['./render.py > out.yaml', 'echo "kind: $KIND" > out.yaml', 'cat *.yaml | ./fill > out.yaml'])(
    'is told where it is not known: %s',
    async (render) => {
      const { gaps } = await given({ 'deploy.sh': `${render}\n${REPLACE}` });
      expect(gaps).toEqual([['unread-hand-over', 'the manifest out.yaml']]);
    },
  );

  it('is told no more where it stands in the tree', async () => {
    const { gaps } = await given({
      'service.yaml': MANIFEST('api', 'x'),
      'deploy.sh': REPLACE.replace('out', 'service'),
    });
    expect(gaps).toEqual([]);
  });
});
