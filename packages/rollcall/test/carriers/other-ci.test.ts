// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CI files hold such places
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAzure } from '../../src/carriers/azure-pipelines/index.ts';
import { readBatch } from '../../src/carriers/batch/index.ts';
import { readBitbucket } from '../../src/carriers/bitbucket/index.ts';
import { readCircle } from '../../src/carriers/circleci/index.ts';
import { readJenkinsfile } from '../../src/carriers/jenkins/index.ts';
import type { HostFacts } from '../../src/carriers/yaml/host-script.ts';
import { gcloudLines, textOfCommand, wrongSpans } from './facts.ts';

type Read = (input: { path: string; text: string }) => HostFacts;

function linesOf(read: Read, lines: readonly string[]): string[] {
  const text = lines.join('\n');
  const { commands } = read({ path: 'x', text });
  expect(wrongSpans(commands, 'x', text)).toEqual([]);
  return gcloudLines(commands);
}

describe('CircleCI', () => {
  it('runs the scripts of jobs as workflows call them', () => {
    expect(
      linesOf(readCircle, [
        'version: 2.1',
        'commands:',
        '  ship:',
        '    parameters: {name: {type: string, default: none}}',
        '    steps:',
        '      - run: gcloud run deploy << parameters.name >> --set-secrets=A=a:1',
        'jobs:',
        '  deploy:',
        '    parameters:',
        '      env: {type: string, default: dev}',
        '    environment:',
        '      REGION: eu',
        '    steps:',
        '      - checkout',
        '      - ship: {name: web-<< parameters.env >>}',
        '      - run:',
        '          name: Direct',
        '          environment: {TAG: v1}',
        '          command: |',
        '            gcloud run deploy api-<< parameters.env >> --region "$REGION" \\',
        '              --tag $TAG --set-env-vars "P=$PROJECT"',
        '      - when:',
        '          condition: << parameters.env >>',
        '          steps:',
        '            - run: gcloud run services update other',
        '      - cloud-run/deploy: {service-name: orb, image: x, args: "--set-env-vars=Q=q"}',
        'workflows:',
        '  main:',
        '    jobs:',
        '      - deploy: {env: staging}',
        '      - deploy: {env: prod, filters: {branches: {only: main}}}',
      ]),
    ).toEqual([
      'gcloud run deploy web-staging --set-secrets=A=a:1',
      'gcloud run deploy api-staging --region eu --tag v1 --set-env-vars P=«$PROJECT»',
      'gcloud run services update other',
      'gcloud run deploy orb --image x --set-env-vars=Q=q',
      'gcloud run deploy web-prod --set-secrets=A=a:1',
      'gcloud run deploy api-prod --region eu --tag v1 --set-env-vars P=«$PROJECT»',
    ]);
  });
});

describe('Bitbucket', () => {
  it('runs the scripts of steps, in parallel and in stages too', () => {
    const text = [
      'pipelines:',
      '  default:',
      '    - step: {script: [echo hi]}',
      '  branches:',
      '    main:',
      '      - parallel:',
      '          - step:',
      '              name: Ship',
      '              deployment: production',
      '              script:',
      '                - export NAME=api',
      '                - gcloud run deploy $NAME --set-secrets=A=a:1',
      '                - pipe: atlassian/slack-notify:1.0.0',
      '      - stage:',
      '          steps:',
      '            - step: {script: ["gcloud run deploy staged"]}',
    ].join('\n');
    const { commands } = readBitbucket({ path: 'x', text });
    expect(gcloudLines(commands)).toEqual([
      'gcloud run deploy api --set-secrets=A=a:1  # environment=production',
      'gcloud run deploy staged',
    ]);
    expect(commands.find(({ step }) => step === 'Ship')?.branches).toEqual(['main']);
  });
});

describe('Azure Pipelines', () => {
  it('runs the scripts of every level with its variables', () => {
    expect(
      linesOf(readAzure, [
        'trigger: [main]',
        'parameters:',
        '  - {name: tag, default: v1}',
        'variables:',
        '  - group: secrets',
        '  - {name: service, value: api}',
        'stages:',
        '  - stage: A',
        '    variables: {region: eu}',
        '    jobs:',
        '      - deployment: d',
        '        environment: production',
        '        strategy:',
        '          runOnce:',
        '            deploy:',
        '              steps:',
        '                - script: |',
        '                    gcloud run deploy $(service) --region $(region) --tag ${{ parameters.tag }} --set-env-vars K=$(KEY),L=$SERVICE',
        '                - pwsh: gcloud run deploy ps-$(service) --set-secrets "A=a:$env:REGION"',
        '                - task: Bash@3',
        '                  inputs: {targetType: inline, script: "gcloud run deploy inline"}',
        '                - task: Other@1',
        '                  inputs: {script: "gcloud run deploy never"}',
      ]),
    ).toEqual([
      'gcloud run deploy api --region eu --tag v1 --set-env-vars K=«$(KEY)»,L=api  # environment=production',
      'gcloud run deploy ps-api --set-secrets A=a:eu  # environment=production',
      'gcloud run deploy inline  # environment=production',
    ]);
  });
});

describe('Jenkins', () => {
  it('runs the scripts of its steps', () => {
    const text = [
      '// sh "gcloud run deploy comment"',
      "def image = 'gcr.io/x'",
      'pipeline {',
      '  environment {',
      "    SERVICE = 'api'",
      "    KEY = credentials('key')",
      '  }',
      '  stages {',
      "    stage('Ship it') { steps {",
      '      sh """',
      '        gcloud run deploy ${SERVICE} --image ${image}:${env.BUILD_ID} \\\\',
      '          --set-secrets=A=a:1 --region \\$REGION',
      '      """',
      '      sh \'gcloud run deploy "$SERVICE-two"\'',
      "      sh(script: 'gcloud run deploy three', returnStdout: true)",
      "      echo 'sh gcloud run deploy never'",
      '      withEnv(["TAG=v${image}"]) { sh \'gcloud run deploy four --tag $TAG\' }',
      '      powershell \'gcloud run deploy five --set-env-vars "A=$env:SERVICE"\'',
      '    } }',
      '  }',
      '}',
    ].join('\n');
    const { commands } = readJenkinsfile({ path: 'x', text });
    expect(wrongSpans(commands, 'x', text)).toEqual([]);
    expect(gcloudLines(commands)).toEqual([
      'gcloud run deploy api --image gcr.io/x:«${env.BUILD_ID}» --set-secrets=A=a:1 --region «$REGION»',
      'gcloud run deploy api-two',
      'gcloud run deploy three',
      'gcloud run deploy four --tag vgcr.io/x',
      'gcloud run deploy five --set-env-vars A=api',
    ]);
    expect(commands.every(({ step }) => step === 'Ship it')).toBe(true);
  });
});

describe('a batch file', () => {
  it('runs programs with the variables that it sets', () => {
    const text = [
      '@echo off',
      'REM gcloud run deploy remark',
      ':: gcloud run deploy other',
      'set SERVICE=api',
      'set "SECRETS=A=a:latest,B=b:1"',
      'set /p KEY=Key? ',
      'if "%1"=="prod" (',
      '  set ENVIRONMENT=production',
      ') else (',
      '  set ENVIRONMENT=staging',
      ')',
      'echo gcloud run deploy echoed',
      'call gcloud run deploy %SERVICE% ^',
      '  --set-secrets="%SECRETS%" ^',
      '  --set-env-vars "E=%ENVIRONMENT%,K=%KEY%,P=%PROJECT%" --quiet > nul 2>&1',
      'if errorlevel 1 exit /b 1',
      'gcloud config set project x && gcloud run deploy second',
    ].join('\r\n');
    const { commands } = readBatch({ path: 'x', text });
    expect(wrongSpans(commands, 'x', text)).toEqual([]);
    expect(gcloudLines(commands)).toEqual([
      'gcloud run deploy api --set-secrets=A=a:latest,B=b:1 --set-env-vars E=«%ENVIRONMENT%»,K=«%KEY%»,P=«%PROJECT%» --quiet',
      'gcloud config set project x',
      'gcloud run deploy second',
    ]);
    const [first] = commands;
    expect(first && textOfCommand(first, text)).toContain('--set-secrets="%SECRETS%"');
  });
});

it('any text is read', () => {
  const fragment = fc.constantFrom(
    'jobs:',
    '  a:',
    '    steps:',
    '      - run: gcloud x',
    '      - run: {command: "gcloud << parameters.a >>"}',
    'pipelines:',
    '  default:',
    '    - step: {script: [gcloud x]}',
    '    - parallel: *a',
    '&a',
    'steps:',
    '- script: gcloud $(a) ${{ b }}',
    '- pwsh: gcloud @x',
    'sh """',
    "sh '",
    '${',
    '}',
    'environment {',
    'A = ',
    '"a"',
    "withEnv(['A=b'])",
    'set "A=b',
    '%A%',
    '!A!',
    '^',
    'if (',
    ') else (',
    '\r',
    '\0',
    '\ud800',
    '<<',
    '>>',
    '"',
    "'",
  );
  const any = fc
    .array(fc.oneof(fragment, fc.string({ maxLength: 6 })), { maxLength: 20 })
    .chain((parts) => fc.constantFrom('\n', '\r\n', ' ').map((between) => parts.join(between)));
  fc.assert(
    fc.property(any, (text) => {
      for (const read of [readCircle, readBitbucket, readAzure, readJenkinsfile, readBatch])
        expect(wrongSpans(read({ path: 'x', text }).commands, 'x', text)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
