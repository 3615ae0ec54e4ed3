import { describe, expect, it } from 'vitest';
import { makeRepository, type Step } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';
import { tell } from './cached-history.ts';

/** A line for each regression: kind, name, what deploys, the messages of cause and cure (`-`: open). */
async function lapsesOf(steps: readonly Step[]): Promise<readonly string[]> {
  const { folder } = makeRepository(steps);
  const { regressions } = JSON.parse((await tell(folder, null)).json) as { regressions: Told[] };
  const line = ({ kind, name, deployment, introducedBy, fixedBy }: Told): string =>
    `${kind} ${name} ${deployment}: ${introducedBy.subject} → ${fixedBy?.subject ?? '-'}`;
  return regressions.map(line).sort();
}

async function toldOf(steps: readonly Step[]): Promise<readonly Told[]> {
  const { folder } = makeRepository(steps);
  return JSON.parse((await tell(folder, null)).json).regressions;
}

interface Told {
  readonly kind: string;
  readonly name: string;
  readonly deployment: string;
  readonly deployments: readonly string[];
  readonly introducedBy: { readonly subject: string };
  readonly fixedBy: { readonly subject: string } | null;
}

const service = pythonService('auth', 'key = os.environ["KEY"]', 'token = os.environ["TOKEN"]');
const both = '--set-secrets=KEY=key:1,TOKEN=token:1';
const deploy = (...flags: string[]): Record<string, string> => ({
  'deploy.py': deployScript('auth', '--set-env-vars=LOG=info', ...flags),
});
const shell = (...lines: string[]): Record<string, string> => ({ 'deploy.sh': `${lines.join('\n')}\n` });

describe('what a merge decides', () => {
  const given = (key: string): Record<string, string> => deploy(`--set-secrets=KEY=${key}:1,TOKEN=token:1`);

  it('is no mend of the other value', async () => {
    const steps: Step[] = [
      { files: { ...service, ...given('key') }, message: 'Deploy' },
      { files: given('other'), message: 'Try another', branch: 'side' },
      { files: { ...given('key'), 'notes.md': 'x\n' }, message: 'Note', branch: 'main' },
      { files: given('key'), message: 'Merge', branch: 'main', merge: ['side'] },
    ];
    expect(await lapsesOf(steps)).toEqual([]);
  });

  it('leaves to the commit that returns to a value what it mends', async () => {
    const steps: Step[] = [
      { files: { ...service, ...given('key') }, message: 'Deploy' },
      { files: given('other'), message: 'Mistake' },
      { files: given('key'), message: 'Mend' },
    ];
    expect(await lapsesOf(steps)).toEqual(['remapped KEY deploy.py: Mistake → Mend']);
  });
});

describe('what is not gone', () => {
  it('is what a file held that no longer parses', async () => {
    const workflow = (indent: string): Record<string, string> => ({
      '.github/workflows/deploy.yml': `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n        with:\n          service: auth\n          source: auth\n${indent}env_vars: LOG=info\n          secrets: |\n            KEY=key:1\n            TOKEN=token:1\n`,
    });
    const steps: Step[] = [
      { files: { ...service, ...workflow('          ') }, message: 'Deploy' },
      { files: workflow('    '), message: 'Break' },
      { files: workflow('          '), message: 'Mend' },
    ];
    expect(await lapsesOf(steps)).toEqual([]);
    const { folder } = makeRepository(steps);
    const { complete, notRead } = JSON.parse((await tell(folder, null)).json);
    expect(complete).toBe(false);
    expect(notRead).toEqual([expect.stringContaining('.github/workflows/deploy.yml at ')]);
  });

  it('is a link to a folder, which holds nothing', async () => {
    const link = { symlink: 'auth' };
    const { folder } = makeRepository([
      {
        files: { ...service, ...deploy(both), 'run-time': link, 'bin/start': { symlink: '../nowhere' } },
        message: 'Deploy',
      },
    ]);
    expect(JSON.parse((await tell(folder, null)).json)).toMatchObject({ complete: true, notRead: [] });
  });

  it('is what code with the markers of a conflict read', async () => {
    const main = service['auth/main.py'] ?? '';
    const torn = main.replace('token =', '<<<<<<< ours\ntoken =').concat('=======\n>>>>>>> theirs\n');
    const steps: Step[] = [
      { files: { ...service, ...deploy(both) }, message: 'Deploy' },
      { files: { 'auth/main.py': torn }, message: 'Merge badly' },
      { files: { 'auth/main.py': main }, message: 'Resolve' },
    ];
    expect(await lapsesOf(steps)).toEqual([]);
  });

  it('is what only an update has listed', async () => {
    const update = (secrets: string): Record<string, string> =>
      shell('gcloud run services update auth --region=us-central1 \\', `  --update-secrets=${secrets}`);
    const steps: Step[] = [
      { files: { ...service, ...update('KEY=key:1,TOKEN=token:1') }, message: 'Update' },
      { files: update('TOKEN=token:1'), message: 'List less' },
      { files: update('KEY=key:1,TOKEN=token:1'), message: 'List again' },
    ];
    expect(await lapsesOf(steps)).toEqual([]);
  });

  it('is what a list may hold that only run time knows, nor is another secret what may be the same', async () => {
    const script = (key: string, more: string): Record<string, string> =>
      shell(`gcloud run deploy auth --source=auth --set-env-vars=LOG=info --set-secrets=KEY=${key}:1${more}`);
    const steps: Step[] = [
      { files: { ...service, ...script('key', ',TOKEN=token:1') }, message: 'Deploy' },
      { files: script('$1', ',$2'), message: 'Leave it to the caller' },
      { files: script('key', ',TOKEN=token:1'), message: 'As it was' },
    ];
    expect(await lapsesOf(steps)).toEqual([]);
  });

  it('is what the platform gives', async () => {
    const flags = (more: string): Record<string, string> => ({
      'deploy.py': deployScript('auth', `--set-env-vars=LOG=info${more}`, both),
    });
    const steps: Step[] = [
      { files: { ...service, ...flags(',K_SERVICE=auth') }, message: 'Deploy' },
      { files: flags(''), message: 'Leave it to the platform' },
      { files: flags(',K_SERVICE=auth'), message: 'Give it again' },
    ];
    const lapses = await lapsesOf(steps);
    expect(lapses.filter((one) => one.startsWith('dropped'))).toEqual([]);
  });
});

describe('several commands of one script', () => {
  const command = (place: string, secrets: string): string =>
    `gcloud run deploy auth --source=auth --region=${place} --set-env-vars=ENVIRONMENT=${place} --set-secrets=${secrets}`;

  it('are told apart by what they say, not by their order', async () => {
    const staging = command('staging', 'KEY=staging-key:1,TOKEN=token:1');
    const production = command('production', 'KEY=production-key:1,TOKEN=token:1');
    const trial = command('trial', 'TOKEN=trial-token:1,KEY=trial-key:1');
    expect(
      await lapsesOf([
        { files: { ...service, ...shell(production, staging) }, message: 'Deploy' },
        { files: shell(staging, production), message: 'Staging first' },
        { files: shell(trial, staging, production), message: 'Try elsewhere' },
        { files: shell(production, staging), message: 'As it was' },
      ]),
    ).toEqual([]);
  });

  it('are told apart where one of them drops a name', async () => {
    const staging = command('staging', 'KEY=staging-key:1,TOKEN=token:1');
    const production = command('production', 'KEY=production-key:1,TOKEN=token:1');
    expect(
      await lapsesOf([
        { files: { ...service, ...shell(production, staging) }, message: 'Deploy' },
        { files: shell(command('staging', 'KEY=staging-key:1'), production), message: 'Drop' },
        { files: shell(staging, production), message: 'Mend' },
      ]),
    ).toEqual(['dropped TOKEN deploy.sh: Drop → Mend']);
  });
});

describe('what is not lost', () => {
  const run = (list: string): string => `gcloud run deploy auth --source=auth ${list}\n`;

  it('is what nothing deploys any more, as long as its file is gone', async () => {
    expect(
      await lapsesOf([
        { files: { ...service, ...deploy(both) }, message: 'Deploy' },
        { files: { 'deploy.py': null }, message: 'Move elsewhere' },
        { files: deploy(both), message: 'Move back' },
      ]),
    ).toEqual([]);
  });

  it('is what a workflow gave that GitHub refuses', async () => {
    const workflow = (indent: string): Record<string, string> => ({
      '.github/workflows/deploy.yml': `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - name: Deploy\n${indent}run: gcloud run deploy auth --source=auth --set-env-vars=LOG=info ${both}\n`,
    });
    expect(
      await lapsesOf([
        { files: { ...service, ...workflow('        ') }, message: 'Deploy' },
        { files: workflow('  '), message: 'Indent wrongly' },
        { files: workflow('        '), message: 'Mend' },
      ]),
    ).toEqual([]);
  });

  it('is a value that a command prints, however the command is written', async () => {
    const script = (command: string): Record<string, string> =>
      shell(run(`--set-env-vars=URL=$(${command})/back ${both}`));
    expect(
      await lapsesOf([
        { files: { ...service, ...script('url-of web') }, message: 'Deploy' },
        { files: script('url-of web --region=us-central1'), message: 'Say where' },
        { files: script('url-of web'), message: 'As it was' },
      ]),
    ).toEqual([]);
  });

  it('is what a later command of the same script gives', async () => {
    const deployed = run('--set-env-vars=LOG=info --set-secrets=KEY=key:1,TOKEN=token:1');
    const later = 'gcloud run services update auth --update-env-vars=LOG=info\n';
    expect(
      await lapsesOf([
        { files: { ...service, ...shell(deployed) }, message: 'Deploy' },
        { files: shell(run('--set-env-vars=MODE=1 --set-secrets=KEY=key:1,TOKEN=token:1'), later), message: 'Split' },
      ]),
    ).toEqual([]);
  });

  it('is what another script gave before, where one more command of a script gives less', async () => {
    const own = run('--set-env-vars=LOG=info --set-secrets=KEY=key:1,TOKEN=token:1');
    const more = 'gcloud run services update auth --set-env-vars=LOG=info\n';
    expect(
      await lapsesOf([
        {
          files: {
            ...service,
            ...shell(own),
            'old.sh': run('--set-env-vars=LOG=info,OLD=1 --set-secrets=KEY=key:1,TOKEN=token:1'),
          },
          message: 'Deploy',
        },
        { files: { 'old.sh': null }, message: 'Remove' },
        { files: shell(own, more), message: 'Add a command' },
      ]),
    ).toEqual([]);
  });
});

describe('a list that wipes', () => {
  const set = 'gcloud run deploy auth --source=auth --set-env-vars=LOG=info --set-secrets=KEY=key:1\n';
  const update = 'gcloud run services update auth --update-secrets=TOKEN=token:1\n';

  it('goes on wiping what nobody gives for a while', async () => {
    expect(
      await lapsesOf([
        { files: { ...service, 'a.sh': set, 'b.sh': update }, message: 'Give' },
        { files: { 'b.sh': null }, message: 'Take out' },
        { files: { 'b.sh': update }, message: 'Revert' },
      ]),
    ).toContain('wiped TOKEN a.sh: Give → -');
  });

  it('ends where nobody gives it any more', async () => {
    expect(
      await lapsesOf([
        { files: { ...service, 'a.sh': set, 'b.sh': update }, message: 'Give' },
        { files: { 'b.sh': null }, message: 'Take out' },
      ]),
    ).toContain('wiped TOKEN a.sh: Give → Take out');
  });

  it('is told of a script that takes away what it has set, whoever reads it', async () => {
    const first = `gcloud run deploy auth --source=auth --set-env-vars=UNREAD=1 ${both}`;
    const second = (flag: string): string => `gcloud run services update auth ${flag}=SELF=$(url-of auth)`;
    expect(
      await lapsesOf([
        { files: { ...service, ...shell(first) }, message: 'Deploy' },
        { files: shell(first, second('--set-env-vars')), message: 'Set the address' },
        { files: shell(first, second('--update-env-vars')), message: 'Update it' },
      ]),
    ).toEqual(['wiped UNREAD deploy.sh: Set the address → Update it']);
  });
});

describe('what takes over', () => {
  it('is no job beside a service', async () => {
    expect(
      await lapsesOf([
        { files: { ...service, ...deploy(both) }, message: 'Deploy' },
        { files: { 'deploy.py': null }, message: 'Remove' },
        {
          files: shell('gcloud run jobs deploy auth --source=auth --set-env-vars=LOG=info --set-secrets=KEY=key:1'),
          message: 'Add a job',
        },
      ]),
    ).toEqual(['unmet-requirement TOKEN deploy.sh: Add a job → -']);
  });

  it('may be a script that calls the service a little otherwise', async () => {
    const script = (name: string, secrets: string): string =>
      `gcloud run deploy ${name} --source=auth --set-env-vars=LOG=info --set-secrets=${secrets}\n`;
    expect(
      await lapsesOf([
        { files: { ...service, 'old.sh': script('auth-staging', 'KEY=key:1,TOKEN=token:1') }, message: 'Deploy' },
        { files: { 'old.sh': null }, message: 'Remove' },
        { files: { 'new.sh': script('auth-service', 'KEY=key:1') }, message: 'Take over' },
        { files: { 'new.sh': script('auth-service', 'KEY=key:1,TOKEN=token:1') }, message: 'Mend' },
      ]),
    ).toEqual(['dropped TOKEN new.sh: Take over → Mend']);
  });

  it('is the script that was lost, where it gives the same', async () => {
    const script = deployScript('auth', '--set-env-vars=LOG=info', both);
    expect(
      await lapsesOf([
        { files: { ...service, 'old.py': script }, message: 'Deploy' },
        { files: { 'old.py': 'print("elsewhere")\n' }, message: 'Lose' },
        { files: { 'new.py': script }, message: 'Find' },
      ]),
    ).toEqual(['LOG', 'KEY', 'TOKEN'].map((name) => `dropped ${name} old.py: Lose → Find`).sort());
  });

  it('deploys several services, and so takes over from what deployed them together', async () => {
    const script = (folder: string, secrets: string): string =>
      `gcloud run deploy ${folder} --source=${folder} --set-env-vars=LOG=info --set-secrets=${secrets}\n`;
    const web = pythonService('web', 'key = os.environ["KEY"]');
    expect(
      await lapsesOf([
        {
          files: {
            ...service,
            ...web,
            'all.sh': script('auth', 'KEY=key:1,TOKEN=token:1') + script('web', 'KEY=key:1'),
            'one.sh': script('auth', 'KEY=key:1,TOKEN=token:1').replace('LOG=info', 'LOG=info,ONE=1'),
          },
          message: 'Deploy',
        },
        { files: { 'all.sh': null }, message: 'Remove all' },
        { files: { 'one.sh': null }, message: 'Remove one' },
        { files: { 'new.sh': script('auth', 'KEY=key:1') + script('web', 'KEY=key:1') }, message: 'Take over' },
        {
          files: { 'new.sh': script('auth', 'KEY=key:1,TOKEN=token:1') + script('web', 'KEY=key:1') },
          message: 'Mend',
        },
      ]),
    ).toEqual(['dropped TOKEN new.sh: Take over → Mend']);
  });

  it('takes over from the last to end', async () => {
    const script = (...secrets: string[]): string =>
      deployScript(
        'auth',
        '--set-env-vars=LOG=info',
        `--set-secrets=${secrets.map((one) => `${one}=${one}:1`).join(',')}`,
      );
    expect(
      await lapsesOf([
        { files: { ...service, 'a.py': script('KEY', 'TOKEN', 'OLD') }, message: 'Deploy' },
        { files: { 'a.py': null, 'b.py': script('KEY', 'TOKEN', 'MORE') }, message: 'Replace' },
        { files: { 'b.py': null }, message: 'Remove' },
        { files: { 'c.py': script('KEY', 'TOKEN') }, message: 'Take over' },
        { files: { 'c.py': script('KEY', 'TOKEN', 'MORE') }, message: 'Mend' },
      ]),
    ).toEqual(['dropped MORE c.py: Take over → Mend']);
  });

  it('is held to all that its script gives', async () => {
    const first = 'gcloud run deploy auth --source=auth --set-env-vars=LOG=info --set-secrets=KEY=key:1';
    const second =
      'gcloud run deploy auth --source=auth --set-env-vars=LOG=info,MORE=1 --set-secrets=TOKEN=token:1,KEY=key:1';
    const lapses = await lapsesOf([
      { files: { ...service, ...deploy(both) }, message: 'Deploy' },
      { files: { 'deploy.py': null, ...shell(first, second) }, message: 'Take over' },
    ]);
    expect(lapses.filter((one) => one.startsWith('dropped'))).toEqual([]);
  });

  it('is not an update that gives the name: the script that gave all is missed', async () => {
    const update = shell('gcloud run services update auth --region=us-central1 --update-secrets=KEY=key:1');
    expect(
      await lapsesOf([
        { files: { ...service, ...deploy(both), ...update }, message: 'Deploy' },
        { files: { 'deploy.py': 'print("nothing")\n' }, message: 'Lose the script' },
        { files: deploy(both), message: 'Restore' },
      ]),
    ).toEqual(expect.arrayContaining(['dropped KEY deploy.py: Lose the script → Restore']));
  });
});

describe('one cause in several places', () => {
  const needy = pythonService(
    'auth',
    'key = os.environ["KEY"]',
    'token = os.environ["TOKEN"]',
    'new = os.environ["NEW"]',
  );
  const whole = '--set-secrets=KEY=key:1,TOKEN=token:1,NEW=new:1';
  const yaml = (names: readonly string[]): Record<string, string> => ({
    'auth.yaml': `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: auth\nspec:\n  template:\n    spec:\n      containers:\n        - image: auth\n          env:\n${names.map((name) => `            - name: ${name}\n              valueFrom:\n                secretKeyRef: { name: ${name.toLowerCase()}, key: latest }\n`).join('')}`,
  });

  it('is open in the script where it was never mended', async () => {
    expect(
      await lapsesOf([
        { files: { ...service, ...deploy(both), ...yaml(['KEY', 'TOKEN']) }, message: 'Deploy' },
        { files: needy, message: 'Need more' },
        { files: deploy(whole), message: 'Give it' },
      ]),
    ).toEqual([
      'unmet-requirement NEW auth.yaml: Need more → -',
      'unmet-requirement NEW deploy.py: Need more → Give it',
    ]);
  });

  it('is one regression that names them all', async () => {
    const other = shell(
      'gcloud run deploy auth --source=auth --set-env-vars=LOG=info --set-secrets=KEY=key:1,TOKEN=token:1',
    );
    const [only, ...rest] = await toldOf([
      { files: { ...service, ...deploy(both), ...other }, message: 'Deploy' },
      { files: needy, message: 'Need more' },
    ]);
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ name: 'NEW', deployments: ['deploy.py', 'deploy.sh'] });
  });

  it('is mended for its twin too', async () => {
    const dropped = deploy('--set-secrets=TOKEN=token:1');
    const twin: Step = { files: dropped, message: 'Tidy up', authorDate: '2025-02-01T00:00:00Z' };
    const lapses = await lapsesOf([
      { files: { ...service, ...deploy(both) }, message: 'Deploy', date: '2025-01-01T00:00:00Z' },
      { ...twin, date: '2025-02-01T00:00:00Z', branch: 'side' },
      { files: { 'notes.md': '1\n' }, message: 'Note', date: '2025-01-02T00:00:00Z', branch: 'main' },
      { ...twin, date: '2025-02-02T00:00:00Z', branch: 'main' },
      { files: {}, message: 'Merge', merge: ['side'], date: '2025-02-03T00:00:00Z', branch: 'main' },
      { files: deploy(both), message: 'Mend', date: '2025-02-04T00:00:00Z', branch: 'side' },
    ]);
    expect(lapses).toEqual(['dropped KEY deploy.py: Tidy up → Mend']);
  });
});

describe('a merge', () => {
  it('does not open again what one side has mended, nor hide what it broke since', async () => {
    const dropped = deploy('--set-secrets=TOKEN=token:1');
    expect(
      await lapsesOf([
        { files: { ...service, ...deploy(both) }, message: 'Deploy' },
        { files: dropped, message: 'Drop' },
        { files: { 'side.md': '1\n' }, message: 'Aside', branch: 'side' },
        { files: deploy(both), message: 'Mend', branch: 'main' },
        { files: dropped, message: 'Drop again' },
        { files: { 'side.md': '1\n' }, message: 'Merge', merge: ['side'] },
        { files: deploy(both), message: 'Mend again' },
      ]),
    ).toEqual(['dropped KEY deploy.py: Drop again → Mend again', 'dropped KEY deploy.py: Drop → Mend']);
  });
});

describe('a reader that goes and comes', () => {
  it('is told where any deployment of the service gives the name', async () => {
    const less = pythonService('auth', 'key = os.environ["KEY"]');
    const bare = shell('gcloud run deploy auth --source=auth --set-env-vars=LOG=info --set-secrets=KEY=key:1');
    const lapses = await lapsesOf([
      { files: { ...service, 'a.sh': bare['deploy.sh'] ?? '', ...deploy(both) }, message: 'Deploy' },
      { files: less, message: 'Read less' },
      { files: service, message: 'Read again' },
    ]);
    expect(lapses).toContain('reader-removed TOKEN deploy.py: Read less → Read again');
  });

  it('is told where little else is read, but some of it in the same file', async () => {
    const many = [...'ABCDEF'].map((name) => `${name} = os.getenv("${name}")`);
    const given = deploy('--set-secrets=A=a:1,F=f:1');
    const lapses = await lapsesOf([
      { files: { ...pythonService('auth', ...many), ...given }, message: 'Deploy' },
      { files: pythonService('auth', 'F = os.getenv("F")'), message: 'Rewrite' },
      { files: pythonService('auth', ...many), message: 'Read again' },
    ]);
    expect(lapses).toEqual(['reader-removed A deploy.py: Rewrite → Read again']);
  });
});

describe('what another deployment of the service says', () => {
  const reads = (name: string): Record<string, string> => pythonService('auth', `v = os.environ["${name}"]`);
  const plain = (list: string): string => `gcloud run deploy auth --source=auth --set-env-vars=${list}\n`;

  it('is that a name has two types', async () => {
    const secret = 'gcloud run services update auth --update-secrets=KEY=key:1\n';
    expect(
      await lapsesOf([
        { files: { ...reads('KEY'), 'a.sh': plain('LOG=info,KEY=k') }, message: 'Deploy' },
        { files: { 'b.sh': secret }, message: 'Make it a secret' },
        { files: { 'a.sh': plain('LOG=info') }, message: 'Take the value out' },
      ]),
    ).toEqual(['type-conflict KEY b.sh: Make it a secret → Take the value out']);
  });

  it('is nothing of types where the name is removed first', async () => {
    const secret = 'gcloud run services update auth --remove-env-vars=KEY --update-secrets=KEY=key:1\n';
    const lapses = await lapsesOf([
      { files: { ...reads('KEY'), 'a.yaml': '', 'b.sh': secret }, message: 'Make it a secret' },
      {
        files: { 'a.sh': 'gcloud run services update auth --remove-secrets=KEY --update-env-vars=KEY=k\n' },
        message: 'Or not',
      },
      { files: { 'a.sh': null }, message: 'Decide' },
    ]);
    expect(lapses.filter((one) => one.startsWith('type-conflict'))).toEqual([]);
  });

  it('is which of two alternatives is meant', async () => {
    const either = pythonService(
      'auth',
      'v = os.environ.get("A") or os.environ.get("B")',
      'if not v:',
      '    raise RuntimeError("neither")',
    );
    expect(
      await lapsesOf([
        { files: { ...either, 'a.sh': plain('LOG=info,A=1') }, message: 'Deploy' },
        { files: { 'b.sh': plain('LOG=info') }, message: 'Deploy otherwise' },
      ]),
    ).toEqual(['unmet-requirement A b.sh: Deploy otherwise → -']);
  });

  it('settles what was doubtful: a plain value was in no list of secrets', async () => {
    const secret = '--set-secrets=OTHER=other:1';
    const steps: readonly Step[] = [
      { files: { ...reads('LOG'), 'a.sh': plain(`LOG=info ${secret}`), 'b.sh': plain('LOG=info') }, message: 'Deploy' },
      { files: reads('KEY'), message: 'Need it' },
      { files: { 'a.sh': plain(`LOG=info,KEY=k ${secret}`) }, message: 'Give it in one' },
    ];
    expect(await lapsesOf(steps)).toEqual([
      'unmet-requirement KEY a.sh: Need it → Give it in one',
      'unmet-requirement KEY b.sh: Need it → -',
    ]);
    expect(await lapsesOf(steps.slice(0, 2))).toEqual(['unmet-requirement KEY a.sh: Need it → -']);
  });

  it('is that there are no secrets that a list could hold', async () => {
    expect(
      await lapsesOf([
        { files: { ...reads('LOG'), 'a.sh': plain('LOG=info') }, message: 'Deploy' },
        { files: reads('KEY'), message: 'Need it' },
      ]),
    ).toEqual(['unmet-requirement KEY a.sh: Need it → -']);
  });

  it('is nothing of what a command was meant to give that the deploy tool refuses', async () => {
    expect(
      await lapsesOf([
        { files: { ...reads('LOG'), 'a.sh': plain('LOG=info') }, message: 'Deploy' },
        { files: { 'a.sh': plain('LOG=info,CUT_OF') }, message: 'Cut it off' },
        { files: { 'a.sh': plain('LOG=info') }, message: 'Mend' },
      ]),
    ).toEqual(['malformed --set-env-vars a.sh: Cut it off → Mend']);
  });
});
