// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and charts hold such places
import { describe, expect, it } from 'vitest';
import { makeRepository } from '../support/git-repository.ts';
import { rollcall } from './run-cli.ts';

/** A value that no output may hold; each place has its own ending, so that the one that shows is told. */
const value = (place: string): string => `canary-7f3a-${place}`;

const files = {
  'infra/index.ts': `import * as gcp from "@pulumi/gcp";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
const pass = "${value('constant')}";
const sec = new gcp.secretmanager.Secret("s", { secretId: "db" });
new gcp.secretmanager.SecretVersion("v", { secret: sec.id, secretData: "${value('version')}" });
new gcp.cloudrunv2.Service("web", { template: { containers: [{ image: "web", envs: [
  { name: "PASS", value: pass },
  { name: "OTHER", value: config.get("x") || "${value('default')}" },
  { name: config.get("n") || "${value('name')}", value: "${value('unnamed')}" },
  { name: "S", valueSource: { secretKeyRef: { secret: config.get("z") ?? make("${value('secret')}"), version: "latest" } } },
  ...pulumi.output("${value('output')}").apply((x) => [x]),
  ...list("${value('list')}"),
] }] } });
new k8s.helm.v3.Chart("c", { values: { password: "${value('chart')}" } });
new k8s.apps.v1.Deployment(nameOf("${value('deployed')}"), { spec: { template: { spec: { containers: [{ name: "m", image: "x", env: [{ name: "P", value: "${value('pod')}" }] }] } } } });
`,
  'deploy.sh': `#!/bin/bash
docker run -d --restart always --name web -e PASS=${value('flag')} -e "=${value('empty')}" -e "$N=${value('made')}" --env-file <(echo ${value('process')}) acme/web --token ${value('argument')}
docker run -d --restart always -e A="$(get ${value('command')})" $(opts ${value('words')}) acme/worker
ssh host "docker run -d --restart always -e B=${value('remote')} acme/web"
cat > app.env <<X
DB=${value('file')}
bad line ${value('line')}
+${value('wrapped')}/x==
X
docker run -d --restart always --env-file app.env acme/web
helm upgrade --install web ./chart --set password=${value('set')} --set-string "extra.TOKEN=${value('string')}" --set "$K=${value('key')}" -f "$(render ${value('values')})"
gcloud run deploy web --source web --set-secrets=K=k:1 --set-env-vars=MODE=full,PW=${value('plain')} --env-vars-file <(make ${value('variables')})
`,
  'compose.yaml': `services:
  web:
    build: web
    env_file: vars.env
    environment: ["A=${value('compose')}", "bad name ${value('compose-line')}", "+${value('compose-wrapped')}/x=="]
`,
  'vars.env': `OK=${value('listed')}\nbad line ${value('listed-line')}\n+${value('listed-wrapped')}/x==\nKEY="-----BEGIN\n${value('pem')}==\n-----END"\n`,
  'd.ps1': `$f = New-TemporaryFile
@"
PASS: ${value('here')}
"@ | Out-File $f
gcloud run deploy web --env-vars-file $f
`,
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/values.yaml': `password: ${value('chart-value')}\nextra: { OTHER: ${value('chart-extra')} }\n`,
  'chart/templates/d.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
        - name: web
          image: acme/web
          env:
            - name: PASSWORD
              value: {{ .Values.password }}
            {{- range $k, $v := .Values.extra }}
            - name: {{ $k }}
              value: {{ $v }}
            {{- end }}
`,
  '.gitlab-ci.yml': `include: .gitlab/x.yml
variables: { V: ${value('variable')} }
d:
  extends: .base
  script: ["gcloud run deploy web --set-env-vars=Q=$V,R=${value('job')}"]
`,
  '.gitlab/x.yml': `.base: { variables: { W: ${value('base')} } }\n`,
  'web/Dockerfile': `FROM node:20
ENV IMG=${value('image')} EMPTY=
COPY . .
ENTRYPOINT ["./entry.sh"]
CMD ["node", "index.js", "--password=${value('start')}"]
`,
  'web/entry.sh': `#!/bin/sh
set -u
PW=${value('shell')}
echo "\${TOKEN:-${value('shell-default')}} \${MUST:?${value('message')} missing} $NEED" # ${value('comment')}
[ -z "$OTHER" ] && { echo "${value('echo')}"; exit 1; }
exec node index.js
`,
  'web/package.json': '{"dependencies":{"config":"1","@prisma/client":"5"},"scripts":{"start":"node index.js"}}',
  'web/index.js': `const { PrismaClient } = require('@prisma/client');
const config = require('config');
new PrismaClient();
const secret = process.env.JWT_SECRET || 'changeme-${value('placeholder')}';
if (process.env.MODE === 'full' && !process.env.FULL_KEY) throw new Error('${value('error')}');
const k = process.env.API_KEY ?? '${value('fallback')}'; // ${value('beside')}
use(k, secret);
`,
  'web/prisma/schema.prisma': `datasource db { provider = "postgresql" // ${value('above')}
 url = env("DATABASE_URL") // ${value('behind')}
}
`,
  'web/config/custom-environment-variables.yml': 'db:\n  pass: DB_PASS\n',
  'web/config/default.yml': `db:\n  pass: ${value('setting')}\n`,
};

describe('values that the readers meet', () => {
  const { folder } = makeRepository([
    { files: { ...files, 'deploy.sh': files['deploy.sh'].replace('K=k:1', 'K=k:1,L=l:1') }, message: 'Base' },
    { files, message: 'Head' },
  ]);
  const commands = [
    [],
    ['scan'],
    ['scan', '--format', 'json'],
    ['check'],
    ['check', '--format', 'json'],
    ['diff', '--against', 'HEAD~1'],
    ['explain', 'MUST'],
    ['postmortem', 'HEAD', '--format', 'markdown'],
  ];

  it.each(commands.map((args) => [args.join(' '), args] as const))('are not printed by: %s', (_line, args) => {
    const { stdout, stderr } = rollcall(folder, [...args, '--no-cache'], { ROLLCALL_DEBUG: '1' });
    expect(`${stdout}${stderr}`.match(/canary-7f3a-[a-z-]+/g) ?? []).toEqual([]);
    expect(stdout).not.toBe('');
    expect(stderr).not.toContain('Rollcall itself failed');
  });
});
