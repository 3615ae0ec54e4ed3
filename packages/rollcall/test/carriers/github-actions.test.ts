// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows hold such places
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkflow, type WorkflowFacts } from '../../src/carriers/github-actions/workflow.ts';
import { literal } from '../../src/model/text.ts';
import { gcloudLines, lineOf, showText, wrongSpans } from './facts.ts';

const FOLDER = join(import.meta.dirname, 'fixtures', 'workflows');

function read(text: string): WorkflowFacts {
  const facts = readWorkflow({ path: 'w.yml', text });
  expect(wrongSpans(facts.commands, 'w.yml', text)).toEqual([]);
  for (const use of facts.uses) {
    for (const piece of [...use.with.values()].flat()) {
      if (piece.kind === 'text' && piece.exact && piece.range)
        expect(text.slice(piece.range.start, piece.range.end)).toBe(piece.text);
    }
  }
  return facts;
}

function fixture(name: string): WorkflowFacts {
  return read(readFileSync(join(FOLDER, name), 'utf8'));
}

function steps(...lines: string[]): string {
  return ['jobs:', '  deploy:', '    steps:', ...lines.map((line) => `      ${line}`), ''].join('\n');
}

describe('a workflow', () => {
  it('runs its scripts once for each combination of its matrix, with its variables', () => {
    const { commands } = fixture('matrix.yml');
    expect(gcloudLines(commands)).toEqual([
      'gcloud run deploy acme-auth --region us-central1 --project «${{ vars.PROJECT }}» --set-secrets X=x:latest,A=a:latest  # matrix.service=auth environment=staging github.ref=refs/heads/main',
      'gcloud run deploy acme-backend --region us-central1 --project «${{ vars.PROJECT }}» --set-secrets X=x:latest,  # matrix.service=backend environment=staging github.ref=refs/heads/main',
      'gcloud run deploy acme-web --region us-central1 --project «${{ vars.PROJECT }}» --set-secrets X=x:latest,W=w:1  # matrix.service=web environment=staging github.ref=refs/heads/main',
    ]);
    expect(commands.map(({ step, branches, carrier }) => [step, branches, carrier])[0]).toEqual([
      'Deploy',
      ['main'],
      'github-actions',
    ]);
  });

  it('takes the default of an unknown as its value, and goes both ways where it is compared', () => {
    const { commands } = read(
      steps(
        '- env: { TIER: "${{ inputs.tier || \'free\' }}" }',
        '  run: |',
        '    S="A=${{ vars.A || \'a-key\' }}:1"',
        '    if [[ "${{ vars.MAIL || \'false\' }}" == "true" ]]; then',
        '      S="$S,B=${{ vars.B }}:1"',
        '    fi',
        '    if [ "$TIER" = paid ]; then S="$S,C=c:1"; fi',
        '    gcloud run deploy x --set-secrets="$S" --labels=tier=$TIER',
      ),
    );
    expect(gcloudLines(commands)).toEqual([
      'gcloud run deploy x --set-secrets=A=a-key:1?(,B=)?(«${{ vars.B }}»)?(:1),C=c:1 --labels=tier=paid  # $TIER=paid',
      'gcloud run deploy x --set-secrets=A=a-key:1?(,B=)?(«${{ vars.B }}»)?(:1) --labels=tier=free',
    ]);
  });

  it('gives the actions that it uses, with their inputs in order', () => {
    const { uses } = fixture('matrix.yml');
    const found = uses.filter((use) => showText(use.action).includes('deploy-cloudrun'));
    expect(found.map((use) => [...use.with].map(([name, text]) => `${name}: ${showText(text)}`))).toEqual([
      ['service: acme-auth', 'secrets: A=a:latest\nB=«${{ secrets.B }}»'],
      ['service: acme-backend', 'secrets: A=a:latest\nB=«${{ secrets.B }}»'],
      ['service: acme-web', 'secrets: A=a:latest\nB=«${{ secrets.B }}»'],
    ]);
    const [first] = found;
    expect([first?.branches, first?.environment && showText(first.environment), first?.step]).toEqual([
      ['main', 'release/**'],
      'staging',
      'Deploy by action',
    ]);
  });

  it('goes both ways where an expression compares what is not known', () => {
    const text = steps(
      "- run: gcloud run deploy ${{ github.ref_name == 'main' && 'prod' || 'stage' }}",
      "- run: gcloud run deploy ${{ inputs.service || 'auth' }} ${{ github.sha }}",
      "- if: inputs.environment == 'production'",
      '  run: gcloud run deploy x-${{ inputs.environment }}',
      "- if: ${{ 'a' == 'b' }}",
      '  run: gcloud never',
    );
    const { commands } = read(text);
    expect(gcloudLines(commands)).toEqual([
      'gcloud run deploy prod  # github.ref_name=main',
      'gcloud run deploy stage',
      'gcloud run deploy auth «${{ github.sha }}»',
      'gcloud run deploy x-production  # inputs.environment=production',
    ]);
    expect(commands[0]?.branches).toEqual(['main']);
  });

  it('hands what a step leaves to the steps after it', () => {
    const text = steps(
      '- id: names',
      '  run: |',
      '    echo "SERVICE=auth" >> "$GITHUB_ENV"',
      '    echo "image=gcr.io/x/auth" >> $GITHUB_OUTPUT',
      '- run: gcloud run deploy $SERVICE --image ${{ steps.names.outputs.image }} --x "$OTHER"',
    );
    const { commands, inputs } = read(text);
    expect(gcloudLines(commands)).toEqual(['gcloud run deploy auth --image gcr.io/x/auth --x «$OTHER»']);
    expect([...inputs.keys()]).toEqual([]);
  });

  it('asks for the variables that nobody gives', () => {
    const { inputs } = read(steps('- env: {A: "1"}', '  run: gcloud "$A" "$B" "$GITHUB_SHA"'));
    expect([...inputs.keys()]).toEqual(['B']);
  });

  it('hands over to workflows, actions and scripts of the tree', () => {
    const text = [
      'jobs:',
      '  call:',
      '    uses: ./.github/workflows/deploy.yml',
      '    with: {environment: prod}',
      '  run:',
      '    env: {A: b}',
      '    steps:',
      '      - uses: ./.github/actions/deploy',
      '        with: {service: auth}',
      '      - run: ./scripts/deploy.sh prod',
      '        working-directory: infra',
    ].join('\n');
    expect(
      read(text).handOvers.map((h) => [
        h.to,
        Object.entries(h.environment)
          .map(([name, value]) => `${name}=${showText(value)}`)
          .join(),
        h.argv.length,
      ]),
    ).toEqual([
      ['.github/workflows/deploy.yml', 'environment=prod', 0],
      ['.github/actions/deploy/action.yml', 'service=auth', 0],
      ['infra/scripts/deploy.sh', 'A=b', 1],
    ]);
  });

  it('called with inputs knows them, and the defaults of the others', () => {
    const text = [
      'on:',
      '  workflow_call:',
      '    inputs:',
      '      environment: {type: string}',
      '      region: {default: us-east1}',
      ...steps('- run: gcloud run deploy auth-${{ inputs.environment }} --region ${{ inputs.region }}').split('\n'),
    ].join('\n');
    const { commands } = readWorkflow({ path: 'w.yml', text, inputs: new Map([['environment', literal('prod')]]) });
    expect(gcloudLines(commands)).toEqual(['gcloud run deploy auth-prod --region us-east1']);
    expect(gcloudLines(read(text).commands)).toEqual([
      'gcloud run deploy auth-«${{ inputs.environment }}» --region «${{ inputs.region }}»',
    ]);
  });

  it('says that a script of another language is not read, when it deploys', () => {
    const text = steps('- shell: cmake', '  run: gcloud run deploy x', '- shell: python', '  run: print(1)');
    expect(read(text).gaps.map((gap) => gap.reason)).toEqual(['dynamic-command']);
  });

  it('runs steps for PowerShell with the environment of the job', () => {
    const text = steps(
      '- shell: pwsh',
      '  env: {TAG: v1}',
      '  run: gcloud run deploy x "--tag=$env:TAG" --region $env:REGION',
    );
    expect(gcloudLines(read(text).commands)).toEqual(['gcloud run deploy x --tag=v1 --region «$env:REGION»']);
  });
});

describe('a composite action', () => {
  it('is read as the steps that it runs', () => {
    const text = [
      'inputs: {service: {default: auth}}',
      'runs:',
      '  using: composite',
      '  steps:',
      '    - shell: bash',
      '      run: gcloud run deploy ${{ inputs.service }}',
    ].join('\n');
    expect(gcloudLines(read(text).commands)).toEqual(['gcloud run deploy «${{ inputs.service }}»']);
  });
});

describe('YAML', () => {
  it('broken by a here-document at the margin still gives every step', () => {
    const { commands, gaps } = fixture('here-document.yml');
    expect(gcloudLines(commands)).toEqual([
      'gcloud run deploy first',
      'gcloud run deploy second --set-secrets A=a:1',
      'gcloud run deploy third',
    ]);
    expect(gaps.map((gap) => gap.reason)).toEqual(['syntax-error']);
    expect(gaps[0]?.text).toMatch(/line \d+, column \d+/);
  });

  it('may use anchors, aliases and merge keys', () => {
    const text = [
      'x: &env {A: "1", B: "2"}',
      'y: &step',
      '  run: gcloud "$A" "$B"',
      ...steps('- *step', '- <<: *step', '  env: {<<: *env, B: "3"}').split('\n'),
    ].join('\n');
    expect(gcloudLines(read(text).commands)).toEqual(['gcloud «$A» «$B»', 'gcloud 1 3']);
  });

  it('that grows by aliases ends', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} {k: *a${i}, ${Array.from({ length: 9 }, (_, k) => `k${k}: *a${i}`).join(', ')}}`,
    );
    const text = ['a0: &a0 {x: y}', ...levels, 'jobs: *a12', 'on: *a12', 'env: *a12'].join('\n');
    expect(read(text).commands).toEqual([]);
  });

  it('that is no workflow is read as nothing', () => {
    for (const text of [
      '',
      '[]',
      '- a',
      '"',
      '{',
      'jobs: 1',
      'jobs: [a]',
      'jobs: {a: b}',
      'jobs: {a: {steps: b}}',
      'jobs:\n  a:\n    steps:\n    - run: {a: b}\n    - 1\n    - uses: [x]',
    ]) {
      const { commands, uses } = read(text);
      expect([commands.map(lineOf), uses]).toEqual([[], []]);
    }
  });
});
