// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such files hold such places
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listJustRecipes, runJust } from '../../src/carriers/just/index.ts';
import { listPackageScripts, runPackageScript } from '../../src/carriers/package-json/index.ts';
import { listTaskfile, runTaskfile } from '../../src/carriers/taskfile/index.ts';
import type { TaskFacts, TaskInput } from '../../src/carriers/yaml/task-facts.ts';
import type { Argument } from '../../src/model/command.ts';
import { gcloudLines, textOfCommand, wrongSpans } from './facts.ts';

function words(...all: string[]): Argument[] {
  return all.map((text) => ({ text: [{ kind: 'text', text, range: null, exact: false }] }));
}

function run(by: (input: TaskInput) => TaskFacts, lines: readonly string[], ...call: string[]) {
  const text = lines.join('\n');
  const facts = by({ path: 'x', text, words: words(...call) });
  expect(wrongSpans(facts.commands, 'x', text)).toEqual([]);
  return { ...facts, text, lines: gcloudLines(facts.commands) };
}

describe('a justfile', () => {
  const file = [
    'set dotenv-load',
    'export REGION := "eu"',
    "project := env('PROJECT', 'acme')",
    'image := REGION + "-docker/" + project / "app" # comment',
    'secrets := "A=a:latest," + \'B=b:1\'',
    'alias d := deploy',
    '',
    '# Deploys gcloud run deploy comment',
    '[private]',
    'deploy env="staging" *flags: build (push "v1" env)',
    '    @echo "gcloud run deploy {{env}}"',
    '    -gcloud run deploy api-{{ env }} \\',
    '        --image {{image}} \\',
    '        --set-secrets={{secrets}} {{flags}} --region $REGION',
    '',
    'build:',
    '\tgcloud builds submit',
    'push tag $target: ; ',
    '    gcloud push {{tag}} "$target"',
    'prod: (deploy "production" "--tag=x")',
    'script:',
    '    #!/usr/bin/env bash',
    '    S=(X=x:1 Y=y:2)',
    '    IFS=,',
    '    gcloud run deploy scripted --set-secrets "${S[*]}" --project {{project}} {{{{raw}}',
    'either mode:',
    '    gcloud run deploy {{ if mode == "a" { "first" } else { "other" } }} {{ uppercase("x") }} {{`git rev-parse HEAD`}} {{gone}}',
  ];

  it('runs a recipe with what it depends on and what its call gives', () => {
    const { lines, commands, text, tasks } = run(runJust, file, 'deploy');
    expect(lines).toEqual([
      'gcloud builds submit',
      'gcloud push v1 staging',
      'gcloud run deploy api-staging --image eu-docker/acme/app --set-secrets=A=a:latest,B=b:1 --region eu',
    ]);
    expect(tasks).toEqual(['deploy', 'build', 'push']);
    const last = commands.at(-1);
    expect(last && textOfCommand(last, text)).toMatch(/^gcloud run deploy api-\{\{ env \}\}[\s\S]*--region \$REGION$/);
    expect(run(runJust, file, 'd', 'prod', '--quiet').lines.at(-1)).toContain('api-prod ');
    expect(run(runJust, file, 'prod').lines.at(-1)).toContain(
      'api-production --image eu-docker/acme/app --set-secrets=A=a:latest,B=b:1 --tag=x',
    );
    expect(run(runJust, file, 'project=other', 'script').lines).toEqual([
      'gcloud run deploy scripted --set-secrets X=x:1,Y=y:2 --project other {{raw}}',
    ]);
  });

  it('goes each way where a comparison is left to run time', () => {
    expect(run(runJust, file, 'either', 'a').lines).toEqual([
      'gcloud run deploy first X «`git rev-parse HEAD`» «gone»',
    ]);
    expect(run(runJust, file, 'either').lines).toEqual([
      'gcloud run deploy first X «`git rev-parse HEAD`» «gone»  # {{mode}}=a',
      'gcloud run deploy other X «`git rev-parse HEAD`» «gone»',
    ]);
  });

  it('is hostile: recipes that need themselves, values that refer to themselves, what never closes', () => {
    expect(
      run(runJust, ['a := a + a', 'r: r', '  gcloud x {{a}} {{"never', 'b c=(d: '], 'r').commands.length,
    ).toBeLessThan(3);
    expect(listJustRecipes({ path: 'x', text: 'a:\n  b\n__proto__:\n  c\n' })).toEqual(['a', '__proto__']);
    expect(run(runJust, ['r:', `  gcloud {{${'('.repeat(5000)}}}`], 'r').commands.length).toBeLessThan(2);
  });
});

describe('a Taskfile', () => {
  const file = [
    "version: '3'",
    'vars: {SERVICE: web, SHA: {sh: git rev-parse HEAD}}',
    'env: {TOKEN: t}',
    'tasks:',
    '  deploy:',
    '    deps: [build, {task: build, vars: {SERVICE: dep}}]',
    '    vars:',
    '      ENV: \'{{.ENV | default "dev"}}\'',
    '    cmds:',
    '      - echo gcloud run deploy no',
    '      - |',
    '        gcloud run deploy {{.SERVICE}}-{{.ENV}} --image x:{{.SHA}} \\',
    '          --set-env-vars=T=$TOKEN {{.CLI_ARGS}}',
    '  build: gcloud builds submit {{.SERVICE}}',
    '  prod:',
    '    cmds:',
    '      - task: deploy',
    '        vars: {ENV: production}',
    '  self: {cmds: [{task: self}]}',
  ];

  it('runs a task with what it depends on and the variables of its call', () => {
    expect(run(runTaskfile, file, 'deploy', '--', '--quiet').lines).toEqual([
      'gcloud builds submit web',
      'gcloud builds submit dep',
      'gcloud run deploy web-dev --image x:«{{.SHA}}» --set-env-vars=T=t --quiet',
    ]);
    expect(run(runTaskfile, file, 'deploy', 'ENV=test').lines.at(-1)).toContain('web-test');
    const { lines, tasks } = run(runTaskfile, file, 'prod');
    expect(lines.at(-1)).toContain('web-production');
    expect(tasks).toEqual(['prod', 'deploy', 'build']);
  });

  it('is hostile: tasks that call themselves, and what is no Taskfile', () => {
    expect(run(runTaskfile, file, 'self').commands).toEqual([]);
    expect(run(runTaskfile, ['tasks: [a, b]', ': {'], 'a').commands).toEqual([]);
    expect(listTaskfile({ path: 'x', text: file.join('\n') })).toEqual(['deploy', 'build', 'prod', 'self']);
  });
});

describe('scripts of a package', () => {
  const file = [
    '{',
    '\t"name": "web", "version": "1.2.3", "config": {"region": "eu"},',
    '\t"scripts": {',
    '\t\t"predeploy": "gcloud builds submit",',
    '\t\t"deploy": "cross-env NODE_ENV=production gcloud run deploy web --region $npm_package_config_region --set-env-vars \\"V=$npm_package_version,N=$NODE_ENV\\" --set-secrets=A=a:1",',
    '\t\t"postdeploy": "npm run after -- --x && yarn other",',
    '\t\t"local": "env-cmd -f .env gcloud run services update web"',
    '\t}',
    '}',
  ];

  it('run with those before and after them', () => {
    const { lines, commands, text, handOvers, tasks } = run(
      runPackageScript,
      file,
      'run',
      'deploy',
      '--',
      '--tag',
      'it is',
    );
    expect(lines).toEqual([
      'gcloud builds submit',
      'gcloud run deploy web --region eu --set-env-vars V=«$npm_package_version»,N=«$NODE_ENV» --set-secrets=A=a:1 --tag it is',
    ]);
    expect(tasks).toEqual(['predeploy', 'deploy', 'postdeploy']);
    expect(handOvers.map(({ runner, argv }) => [runner, argv.length])).toEqual([
      ['npm', 4],
      ['yarn', 1],
    ]);
    expect(commands[1] && textOfCommand(commands[1], text)).toMatch(/^cross-env [\s\S]*--set-secrets=A=a:1/);
    expect(run(runPackageScript, file, 'run', 'local').lines).toEqual(['gcloud run services update web']);
  });

  it('are hostile: no package, no script, a script that is none', () => {
    expect(run(runPackageScript, ['{"scripts": ["a"]'], 'run', 'a').commands).toEqual([]);
    expect(run(runPackageScript, file, 'run', 'toString').commands).toEqual([]);
    expect(
      run(runPackageScript, ['{"scripts": {"__proto__": "gcloud x \\u0041\\n", "a": 1}}'], 'run', '__proto__').lines,
    ).toEqual(['gcloud x A']);
    expect(listPackageScripts({ path: 'x', text: '{"scripts": {"a": "b", "c": {}}}' })).toEqual(['a']);
  });
});

it('any text is read as a file of tasks', () => {
  const fragment = fc.constantFrom(
    'a:',
    'a b="c": d',
    '  gcloud {{a}}',
    'x := "y" + z',
    'set shell := ["x"]',
    'tasks:',
    '  a:',
    '    cmds: [gcloud {{.A}}]',
    '{"scripts": {',
    '"a": "gcloud x"',
    '}}',
    '{{',
    '}}',
    '"',
    "'''",
    '`',
    '(',
    ')',
    'if',
    '==',
    '{',
    '#!',
    '\t',
    '\\',
    '&a',
    '*a',
    '\0',
    '\ud800',
    'alias a := a',
    ':=',
  );
  const any = fc
    .array(fc.oneof(fragment, fc.string({ maxLength: 6 })), { maxLength: 20 })
    .chain((parts) => fc.constantFrom('\n', '\r\n', ' ').map((between) => parts.join(between)));
  fc.assert(
    fc.property(any, (text) => {
      for (const by of [runJust, runTaskfile, runPackageScript])
        for (const call of [[], ['a'], ['run', 'a', '--', 'b']])
          expect(wrongSpans(by({ path: 'x', text, words: words(...call) }).commands, 'x', text)).toEqual([]);
      listJustRecipes({ path: 'x', text });
      listTaskfile({ path: 'x', text });
    }),
    { numRuns: 300 },
  );
});
