// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts hold such places
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateShell } from '../../src/carriers/shell/index.ts';
import { extractDockerRun, joinEnvFiles } from '../../src/formats/docker-run/index.ts';
import { asWritten, literal } from '../../src/model/text.ts';

const STAYS = '-d --restart always';

/** The containers that a script leaves running, each file of variables with the given text. */
function runs(script: string, files: Readonly<Record<string, string>> = {}) {
  const { commands } = evaluateShell({ path: 'x.sh', script });
  return commands.flatMap((command) => {
    const run = extractDockerRun(command);
    if (!run) return [];
    const texts = run.files.map((name) => {
      const path = asWritten(name);
      const text = Object.hasOwn(files, path) ? files[path] : undefined;
      return text === undefined ? null : literal(text, { path, start: 0, end: text.length }, true);
    });
    const fact = joinEnvFiles(run, texts);
    const textAt = (path: string): string => (path === 'x.sh' ? script : (files[path] ?? ''));
    const given = fact.bindings.map(({ name, range, via, value }) => [
      name,
      via,
      textAt(range.path).slice(range.start, range.end),
      value === null ? null : asWritten(value),
    ]);
    return [{ fact, given, name: asWritten(fact.deployedName), image: asWritten(fact.image ?? []) }];
  });
}

describe('docker run', () => {
  it('gives what its flags say, each name at its place', () => {
    const [run] = runs(
      `docker run ${STAYS} --name api -e A=1 --env "B=$B" --env=C="c d" -eD=4 -e E -p 80:80 -v "$PWD:/app" acme/api:$TAG serve --port 80`,
    );
    expect(run?.given).toEqual([
      ['A', 'flag', 'A', '1'],
      ['B', 'flag', 'B', '$B'],
      ['C', 'flag', 'C', 'c d'],
      ['D', 'flag', 'D', '4'],
    ]);
    expect(run).toMatchObject({ name: 'api', image: 'acme/api:$TAG' });
    expect(run?.fact).toMatchObject({
      format: 'docker-run',
      mode: 'declare',
      open: false,
      start: { command: null, args: ['serve', '--port', '80'] },
      gaps: [{ reason: 'dynamic-list', text: 'E is taken from the shell', names: ['E'] }],
    });
  });

  it('reads files of variables: a flag goes before a file, and a later file before an earlier one', () => {
    const [run] = runs(
      `docker container run --detach=true --restart=unless-stopped --env-file a.env --env-file=b.env -e C=flag acme/api`,
      {
        'a.env': '# none\n  A=1\nB="quoted"\nC=file\n\nPASSED\n',
        'b.env': 'B=2\r\n',
      },
    );
    expect(run?.given).toEqual([
      ['A', 'file', 'A', '1'],
      ['B', 'file', 'B', '2'],
      ['C', 'flag', 'C', 'flag'],
    ]);
    expect(run?.fact.gaps).toMatchObject([{ names: ['PASSED'] }]);
    expect(run?.name).toBe('api');
  });

  it.each([
    ['a file that is not there', `docker run ${STAYS} --env-file gone.env acme/api`, 'unread-hand-over'],
    ['words that only run time knows', `MORE=$(x)\ndocker run ${STAYS} $MORE_ARGS acme/api`, 'dynamic-list'],
    ['a name that only run time knows', `docker run ${STAYS} -e "$NAME=a" acme/api`, 'dynamic-name'],
  ])('is open for %s', (_, script, reason) => {
    expect(runs(script)).toMatchObject([{ fact: { open: true, gaps: [{ reason, names: 'all' }] } }]);
  });

  it.each([
    'docker run --rm --env-file a.env acme/api migrate',
    'docker run -it -e A=1 acme/api sh',
    'docker run -d --name test -p 80:80 acme/api',
    'docker run -d --restart=no acme/api',
    'docker exec -d --restart always api run',
    'docker compose run -d --restart always api',
    `docker build --restart always -d run .`,
    `echo docker run ${STAYS} acme/api`,
  ])('is no deployment where it is not to stay: %s', (script) => {
    expect(runs(script)).toEqual([]);
  });

  it('is found over ssh, with what is written there', () => {
    const script = [
      `ssh -i key deploy@host "cd app && docker run ${STAYS} --name a -e A=$A acme/a"`,
      `ssh host <<EOF`,
      `docker run ${STAYS} --name b -e B=b acme/b`,
      'EOF',
      'ssh host uptime',
    ].join('\n');
    expect(runs(script).map(({ name, given }) => [name, given.map(([one]) => one)])).toEqual([
      ['a', ['A']],
      ['b', ['B']],
    ]);
  });

  it('knows flags that stand together', () => {
    expect(runs('docker run -dite A=1 --restart always acme/api').map(({ given }) => given)).toEqual([
      [['A', 'flag', 'A', '1']],
    ]);
    expect(runs(`sudo docker --context far run -dP --restart on-failure:3 -w /x acme/api`)).toHaveLength(1);
  });

  it('takes any words', () => {
    const words = fc.constantFrom(
      '-d',
      '--restart',
      'always',
      '-e',
      'A=1',
      '--env-file',
      'x',
      '-',
      '--',
      '-e=',
      '""',
      '$X',
      '"$@"',
      'img',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (some) => {
        for (const { fact } of runs(`docker run ${some.join(' ')}`)) expect(fact.format).toBe('docker-run');
      }),
    );
  });
});
