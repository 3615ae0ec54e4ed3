// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CI files hold such places
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCloudBuild } from '../../src/carriers/cloud-build/index.ts';
import { readPipeline } from '../../src/carriers/gitlab-ci/index.ts';
import { gcloudLines, textOfCommand, wrongSpans } from './facts.ts';

describe('Cloud Build, of what nothing sets,', () => {
  const step = (name: string, more: string) =>
    readCloudBuild({
      path: 'c.yaml',
      text: `steps:\n  - name: ${name}\n    entrypoint: bash\n    args: ['-c', 'gcloud run deploy x --set-env-vars=A=$$A,B=$$B,C=$_C']\n${more}`,
    }).commands;

  it('knows that it is empty where the image sets nothing, but for its own variables and secrets', () => {
    expect(gcloudLines(step('gcr.io/cloud-builders/gcloud', "    env: ['A=1']\n    secretEnv: [B]\n"))).toEqual([
      'gcloud run deploy x --set-env-vars=A=1,B=«$B»,C=«$_C»',
    ]);
    expect(gcloudLines(step('ubuntu', ''))).toEqual(['gcloud run deploy x --set-env-vars=A=,B=,C=«$_C»']);
  });

  it('does not know where the image may set something', () => {
    expect(gcloudLines(step('gcr.io/acme/builder', ''))).toEqual([
      'gcloud run deploy x --set-env-vars=A=«$A»,B=«$B»,C=«$_C»',
    ]);
  });
});

describe('Cloud Build', () => {
  const text = [
    'substitutions:',
    '  _SERVICE: auth',
    '  _IMAGE: gcr.io/$PROJECT_ID/${_SERVICE}',
    'steps:',
    '  - name: gcr.io/cloud-builders/docker',
    "    args: ['build', '-t', '$_IMAGE', '.']",
    '  - name: gcr.io/google.com/cloudsdktool/cloud-sdk:slim',
    '    entrypoint: gcloud',
    '    id: deploy',
    '    args:',
    '      - run',
    '      - deploy',
    '      - $_SERVICE',
    '      - --image=${_IMAGE}:$COMMIT_SHA',
    '      - --set-secrets=A=a:latest,B=b:$_VERSION',
    '  - name: gcr.io/cloud-builders/gcloud',
    "    args: ['run', 'services', 'update', 'x']",
    '  - name: gcr.io/google.com/cloudsdktool/cloud-sdk',
    '    entrypoint: bash',
    '    env: ["TAG=v1"]',
    '    args:',
    '      - -c',
    '      - |',
    '        S="C=c:1"',
    '        gcloud run deploy ${_SERVICE}-two --set-secrets "$$S" --tag "$$TAG"',
    '        ./scripts/after.sh $PROJECT_ID',
    '  - name: google/cloud-sdk',
    '    script: |',
    '      gcloud run deploy three',
    '',
  ].join('\n');

  it('gives the commands of its steps and of their scripts', () => {
    const { commands, handOvers } = readCloudBuild({ path: 'cloudbuild.yaml', text });
    expect(gcloudLines(commands)).toEqual([
      'gcloud run deploy auth --image=gcr.io/«$PROJECT_ID»/auth:«$COMMIT_SHA» --set-secrets=A=a:latest,B=b:«$_VERSION»',
      'gcloud run services update x',
      'gcloud run deploy auth-two --set-secrets C=c:1 --tag v1',
      'gcloud run deploy three',
    ]);
    expect(wrongSpans(commands, 'cloudbuild.yaml', text)).toEqual([]);
    expect(handOvers.map((handOver) => [handOver.to, handOver.argv.length])).toEqual([['scripts/after.sh', 1]]);
    const step = commands.find((command) => command.step === 'deploy');
    expect(step && textOfCommand(step, text)).toContain('- --set-secrets=A=a:latest');
  });
});

describe('GitLab CI', () => {
  const text = [
    'variables:',
    '  REGION: us-central1',
    '  IMAGE: gcr.io/$PROJECT/auth',
    'default:',
    '  before_script:',
    '    - export NAME=auth',
    '.deploy: &deploy',
    '  script:',
    '    - SECRETS="A=a:latest"',
    '    - |',
    '      gcloud run deploy "$NAME-$ENV" --region $REGION \\',
    '        --set-secrets "$SECRETS" --image $IMAGE',
    'staging:',
    '  extends: .deploy',
    '  environment: {name: staging}',
    '  variables: {ENV: staging}',
    '  only: [main]',
    'production:',
    '  <<: *deploy',
    '  variables: {ENV: production}',
    '  rules:',
    '    - if: $CI_COMMIT_BRANCH == "release"',
    '    - when: never',
    'many:',
    '  parallel:',
    '    matrix:',
    '      - SERVICE: [a, b]',
    '  script: gcloud run deploy $SERVICE',
    'include:',
    '  - local: /ci/more.yml',
    '',
  ].join('\n');

  it('gives the commands of its jobs', () => {
    const { commands, handOvers } = readPipeline({ path: '.gitlab-ci.yml', text });
    expect(gcloudLines(commands)).toEqual([
      'gcloud run deploy auth-staging --region us-central1 --set-secrets A=a:latest --image gcr.io/«$PROJECT»/auth  # environment=staging',
      'gcloud run deploy auth-production --region us-central1 --set-secrets A=a:latest --image gcr.io/«$PROJECT»/auth',
      'gcloud run deploy a  # $SERVICE=a',
      'gcloud run deploy b  # $SERVICE=b',
    ]);
    expect(commands.map((command) => command.branches?.join())).toEqual(['main', 'release', undefined, undefined]);
    expect(wrongSpans(commands, '.gitlab-ci.yml', text)).toEqual([]);
    expect(handOvers.map((handOver) => [handOver.how, handOver.to])).toEqual([['import', 'ci/more.yml']]);
  });

  it('takes in the files that it includes, and what jobs extend and refer to across them', () => {
    const files = new Map([
      [
        '.gitlab-ci.yml',
        'variables: {REGION: eu}\ninclude:\n  - local: /ci/base.yml\n  - {local: ci/jobs.yml}\n  - local: ci/gone.yml\n  - project: a/b\n    file: c.yml\n',
      ],
      [
        'ci/base.yml',
        '.functions: &functions |\n  up() { gcloud run deploy api-$1 --region $REGION --labels=$L; }\n.up:\n  variables: {L: base, REGION: us}\n  before_script: [*functions]\n.login:\n  script: [gcloud auth login]\ninclude: {local: .gitlab-ci.yml}\n',
      ],
      [
        'ci/jobs.yml',
        'staging:\n  extends: .up\n  variables: {L: own}\n  script:\n    - !reference [.login, script]\n    - up staging\n',
      ],
    ]);
    const readScript = (path: string) => {
      const text = files.get(path);
      return text === undefined ? null : { path, text };
    };
    const text = files.get('.gitlab-ci.yml') ?? '';
    const { commands, gaps } = readPipeline({ path: '.gitlab-ci.yml', text, readScript });
    expect(gcloudLines(commands)).toEqual([
      'gcloud auth login',
      'gcloud run deploy api-staging --region us --labels=own',
    ]);
    for (const [path, text] of files) expect(wrongSpans(commands, path, text)).toEqual([]);
    expect(commands.map(({ range, step }) => [range.path, step])).toEqual([
      ['ci/base.yml', 'staging'],
      ['ci/base.yml', 'staging'],
    ]);
    expect(gaps.map(({ reason, text }) => [reason, text])).toEqual([['unread-hand-over', 'include ci/gone.yml']]);
  });
});

it('any text is read as a CI file', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'steps:',
      '- name: a',
      '  args: [b, $C]',
      '  script: |',
      '    x',
      'job:',
      '  script:',
      '    - gcloud $A',
      '&a',
      '*a',
      '  extends: job',
      'variables: {A: $A}',
      '  rules: [{if: "$A == \'b\'"}]',
      'include: x',
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
      const text = lines.join('\n');
      for (const read of [readPipeline, readCloudBuild])
        expect(wrongSpans(read({ path: 'x', text }).commands, 'x', text)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
