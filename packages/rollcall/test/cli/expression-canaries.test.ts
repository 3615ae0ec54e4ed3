import { describe, expect, it } from 'vitest';
import { makeRepository } from '../support/git-repository.ts';
import { pythonService } from '../support/services.ts';
import { rollcall } from './run-cli.ts';

const gcloud = 'gcloud run deploy auth --source=auth --region=us-central1';

/** Values that stand in expressions, beside what is understood of them. */
const files = {
  ...pythonService('auth', 'key = os.environ["SECRET_KEY"]', 'name = os.environ["A" + pick("canary-name")]'),
  'deploy.sh': [
    'SIZE=canary-prefix gcloud run deploy auth --clear-secrets --set-env-vars=LOG=1',
    `${gcloud} --set-env-vars="\${EXTRA:-TOKEN=canary-default}" --clear-secrets`,
    `${gcloud} --set-env-vars="TOKEN=\${T:?canary-message}" --clear-secrets`,
    `${gcloud} --set-env-vars="TOKEN=$(get "canary-substituted")" --clear-secrets`,
    `${gcloud} "$(flags "--set-env-vars=TOKEN=canary-words")"`,
    `${gcloud} --clear-secrets --set-env-vars=LOG=1 --args=--password=canary-argument`,
    'gcloud run "$(pick canary-verb)" auth',
    '',
  ].join('\n'),
  'deploy.py': [
    'import os, subprocess',
    `words = "${gcloud}".split()`,
    `subprocess.run([*words, f"--set-env-vars=TOKEN={os.environ.get('T', 'canary-python')},LOG={pick('canary-call')}", "--clear-secrets"])`,
    'subprocess.run([*words, "--set-env-vars=" + ",".join(f"{k}={v}" for k, v in load("canary-loop").items()), "--clear-secrets"])',
    'subprocess.run([*words, *build("--set-env-vars=TOKEN=canary-flags")])',
    'subprocess.run([*words, "--clear-secrets", "--set-env-vars=" + ",".join(["A=" + f("canary-item"), "C=%s" % "canary-format"])])',
    '',
  ].join('\n'),
  'deploy.js': `const { execSync } = require('child_process');\nexecSync(\`${gcloud} --set-env-vars=TOKEN=\${process.env.T || 'canary-script'} --clear-secrets\`);\n`,
  'service.yaml': `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: auth }
spec: { template: { spec: { containers: [ { image: auth, env: [ { name: '{{ .Values.x | default "canary-template" }}', value: canary-manifest } ] } ] } } }
`,
  'prod.env': 'KEY="-----BEGIN\ncanary_multiline=\n-----END"\ncanary-line\n',
  'file.sh': `${gcloud} --env-vars-file=prod.env --clear-secrets\n`,
  '.github/workflows/deploy.yml': `on: push
jobs:
  deploy:
    runs-on: x
    steps:
      - uses: google-github-actions/deploy-cloudrun@v2
        with:
          service: auth
          env_vars: TOKEN=\${{ secrets.X || 'canary-input' }}
          flags: --update-env-vars=\${{ inputs.x || 'B=canary-flag' }}
      - run: ${gcloud} --set-env-vars=TOKEN=\${{ secrets.A || 'canary-run' }} --clear-secrets
`,
};

describe('values in expressions', () => {
  const { folder } = makeRepository([{ files, message: 'Start' }]);

  it.each(
    ['scan', 'check', 'explain TOKEN'].flatMap((command) => [
      `${command} --format json`,
      `${command} --format terminal`,
    ]),
  )('are not printed by %s', (line) => {
    const { stdout, stderr, code } = rollcall(folder, line.split(' '), { ROLLCALL_DEBUG: '1' });
    expect(`${stdout}${stderr}`.match(/.*canary.*/g) ?? []).toEqual([]);
    expect([0, 1, 3]).toContain(code);
  });
});
