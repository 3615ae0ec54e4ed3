import { describe, expect, it } from 'vitest';
import { REPORT_FORMATS } from '../../src/model/report.ts';
import { makeRepository } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';
import { rollcall } from './run-cli.ts';

/** Values that no output may hold, wherever a repository keeps them. */
const canaries = {
  variable: 'canary-variable-1f7c',
  other: 'canary-other-88ab',
  fallback: 'canary-fallback-93d0',
  assigned: 'canary-assigned-27e4',
  manifest: 'canary-manifest-5c61',
  contract: 'canary-contract-4d19',
  shell: 'canary-shell-6a02',
  script: 'canary-script-b7f3',
  comment: 'canary-comment-e501',
  prefix: 'canary-prefix-0d4b',
  beside: 'canary-beside-a6f8',
};

const files = {
  ...pythonService(
    'auth',
    `password = "${canaries.assigned}"`,
    `token = os.environ.get("TOKEN", "${canaries.fallback}")`,
    `key = os.environ.get("SECRET_KEY") or os.environ.get("OLD_KEY", "${canaries.fallback}")`,
    `again = "${canaries.assigned}"; must = os.environ["MUST"]`,
    `hollow = os.environ.get("HOLLOW", ""); other = "${canaries.assigned}"`,
    `# SECRET_KEY = "${canaries.comment}"`,
    `needed = os.environ["NEEDED"]  # was ${canaries.comment}`,
  ),
  'deploy.py': deployScript(
    'auth',
    `--set-env-vars=TOKEN=${canaries.variable},LOG=${canaries.other}`,
    '--set-secrets=JWT=jwt:latest',
    `--set-env-vars=A=${canaries.other},A=${canaries.variable}`,
  ).replace('def main', `PASSWORD = "${canaries.script}"\n\n\ndef main`),
  'deploy.sh': `#!/bin/sh\nPASSWORD=${canaries.shell}\ngcloud run deploy auth --source=auth --region=us-central1 --set-env-vars=TOKEN=${canaries.shell},LOG="${canaries.shell}" --set-secrets=JWT=jwt:1\n`,
  'hotfix.sh': `#!/bin/sh
OTHER=${canaries.prefix} gcloud run deploy auth --source=auth --set-env-vars=LOG=${canaries.variable} --set-secrets=JWT=jwt:1; curl -H "X: ${canaries.beside}" ${canaries.beside} && export A=${canaries.beside} # ${canaries.comment}
echo ${canaries.beside} | gcloud run services update auth --update-env-vars="$(cat ${canaries.beside}),PORT=1" --set-secrets=JWT
. "$(find ${canaries.beside})"
gcloud run services replace "$(render --password ${canaries.beside})"
gcloud run deploy "$(name ${canaries.beside})" --env-vars-file="$(find ${canaries.beside})"
`,
  'service.yaml': `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: auth
spec:
  template:
    spec:
      containers:
        - image: auth
          env:
            - name: TOKEN
              value: ${canaries.manifest}
            - name: TOKEN
              value: "${canaries.manifest}"
`,
};

const contract = `version: 1
names:
  UNSEEN: { description: nothing gives it, critical: true }
services:
  auth:
    variables: { GREETING: ${canaries.contract} }
    needs: { add: [ UNSEEN, GREETING ] }
`;

const always = [
  ...[[], ['scan'], ['check'], ['diff', '--against', 'HEAD~1'], ['explain', 'TOKEN'], ['init']],
  ...[['scan'], ['check'], ['check', '--explain', 'TOKEN'], ['explain', 'TOKEN']].map((args) => [
    ...args,
    '--ref',
    'HEAD',
  ]),
];
const onlyWithContract = [
  ['explain', 'MUST'],
  ['explain', 'GREETING'],
  ['check', '--explain', 'UNSEEN'],
  ['check', '--only', 'nobody'],
];

const base = { ...files, 'deploy.py': deployScript('auth', '--set-secrets=MUST=must:1,JWT=jwt:1') };

/** What judges has more formats than what tells. */
function formatsOf(command: readonly string[]): readonly string[] {
  const judges = /^(check|diff --against HEAD~1)$/.test(command.join(' '));
  return judges ? REPORT_FORMATS : ['terminal', 'json'];
}

describe.each([
  ['without a contract', files, always],
  ['with a contract', { ...files, 'rollcall.yaml': contract }, [...always, ...onlyWithContract]],
] as const)('%s', (_which, head, commands) => {
  const steps = [
    { files: base, message: 'Base' },
    { files: head, message: `Not ${canaries.other} here` },
  ];
  const runs = commands.flatMap((command) => formatsOf(command).map((format) => [...command, '--format', format]));

  it.each(runs.map((args) => [args.join(' '), args] as const))('no value is printed by: %s', (_line, args) => {
    const { folder } = makeRepository(steps);
    const { stdout, stderr, code } = rollcall(folder, args, { ROLLCALL_DEBUG: '1' });
    expect(Object.values(canaries).filter((canary) => `${stdout}${stderr}`.includes(canary))).toEqual([]);
    expect(stderr).not.toContain('Rollcall itself failed');
    expect([0, 1, 2, 3]).toContain(code);
  });
});

describe('places of other commits', () => {
  const lacking = {
    ...files,
    'deploy.py': deployScript('auth', `--set-env-vars=LOG=${canaries.other}`, '--set-secrets=JWT=jwt:1'),
  };
  const { folder } = makeRepository([
    { files: { ...base, 'rollcall.yaml': contract }, message: 'Base' },
    { files: lacking, message: 'Break' },
    { files: base, message: 'Mend' },
  ]);
  const formats = ['terminal', 'json', 'markdown'].map((format) => ['postmortem', 'HEAD~1', '--format', format]);

  it.each([...formats, ['history', '--all']].map((args) => [args.join(' '), args] as const))(
    'hold no value: %s',
    (_line, args) => {
      const { stdout, stderr } = rollcall(folder, [...args, '--no-cache'], { ROLLCALL_DEBUG: '1' });
      expect(Object.values(canaries).filter((canary) => `${stdout}${stderr}`.includes(canary))).toEqual([]);
      expect(stdout).toContain('MUST');
    },
  );
});

it.each([
  ['rollcall.yaml', `version: 1\nservices:\n  auth: { variables: { A: [${canaries.contract}] } }\n`],
  ['rollcall.yaml', `version: 1\nservices: "${canaries.contract}\n`],
  [
    'rollcall.json',
    `{"version": 1, "services": {"auth": {"variables": {"A": "${canaries.contract}" "${canaries.other}"}}}}`,
  ],
  ['rollcall.config.ts', `throw new Error("${canaries.contract}");\n`],
])('quotes no value of a contract that is wrong: %s', (path, text) => {
  const { folder } = makeRepository([{ files: { ...files, [path]: text }, message: 'Wrong' }]);
  for (const format of REPORT_FORMATS) {
    const { stdout, stderr, code } = rollcall(folder, ['check', '--format', format]);
    expect(code).toBe(2);
    expect(`${stdout}${stderr}`).not.toContain('canary');
  }
});
