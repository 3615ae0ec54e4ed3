import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NeedsStore } from '../../src/cache/needs-store.ts';
import { openTarget, ScanMemory, scan } from '../../src/check.ts';
import { scanJson } from '../../src/reporters/json.ts';
import { makeFolder, writeFiles } from '../support/git-repository.ts';

type Files = Readonly<Record<string, string>>;

const canary = 'canary-Zx81-value';

const files: Files = {
  'deploy.sh': `gcloud run deploy auth --image=x --set-secrets=TOKEN=token:latest --set-env-vars=ENVIRONMENT=staging,KEY=${canary}\n`,
  'check.py': "import subprocess\nfrom auth import settings\nsubprocess.run(['gcloud', 'run', 'services', 'list'])\n",
  Dockerfile: 'CMD ["python", "-m", "auth.main"]\n',
  'auth/__init__.py': '',
  'auth/main.py': 'from auth import modes, settings, tools\n\nmodes.name\nsettings.load()\ntools.host()\n',
  'auth/modes.py': `import os\n\nname = os.environ.get("LOGIN", "none")\nif name == "${canary}":\n    os.environ["ISSUER"]\n`,
  'auth/settings.py': [
    'import os',
    'from auth import tools',
    '',
    'def load():',
    '    if os.environ.get("ENVIRONMENT") == "staging" and not os.environ.get("SECRET_KEY"):',
    '        raise ValueError("SECRET_KEY")',
    `    return os.environ.get("SALT", "${canary}")`,
    '',
    'def skip():',
    `    if os.environ.get("CHECKS", "${canary}") != "off" and not os.environ.get("URL"):`,
    '        raise ValueError("URL")',
    '',
  ].join('\n'),
  'auth/tools.py': [
    'import os',
    '',
    'def host():',
    '    return os.getenv("REDIS_HOST") or os.getenv("REDIS_URL")',
    '',
    'def need(name):',
    '    value = os.getenv(name)',
    '    if not value:',
    '        raise RuntimeError(name)',
    '    return value',
    '',
    'TOKEN = need("TOKEN")',
    '',
    'def port():',
    '    return os.environ["PORT_A"]',
    '',
    'def port():',
    '    return os.environ["PORT_B"]',
    '',
  ].join('\n'),
};

/** What a person may do to the files between two runs. */
const edits: readonly Files[] = [
  {},
  { 'auth/tools.py': `# moved down\n${files['auth/tools.py']}` },
  { 'auth/tools.py': (files['auth/tools.py'] ?? '').replace('need("TOKEN")', 'need("OTHER")') },
  { 'auth/settings.py': (files['auth/settings.py'] ?? '').replace('"SECRET_KEY"):', '"SIGNING_KEY"):') },
  { 'auth/settings.py': (files['auth/settings.py'] ?? '').replace('staging', 'production') },
  { 'deploy.sh': (files['deploy.sh'] ?? '').replace('ENVIRONMENT=staging', 'ENVIRONMENT=production') },
  { 'auth/more.py': 'import os\n\nprint(os.environ["MORE"])\n' },
  { 'auth/main.py': `import auth.more\n${files['auth/main.py']}`, 'auth/more.py': 'import os\nos.environ["MORE"]\n' },
  { 'auth/os.py': 'environ = {}\n' },
  { 'check.py': (files['check.py'] ?? '').replace("'services', 'list'", "'deploy', 'auth'") },
  { Dockerfile: 'CMD ["python", "-m", "auth.tools"]\n' },
  { 'auth/settings.py': 'def load(:\n' },
];

const write = (folder: string, some: Files): void => writeFiles(folder, { ...ALWAYS, ...files, ...some });

/** Files that a step may have put there are as they were. */
const ALWAYS: Files = { 'auth/more.py': '', 'auth/os.py': 'from os import *\n' };

async function scanOf(folder: string, cache: string | null): Promise<string> {
  const store = cache === null ? null : new NeedsStore(folder, (note) => expect(note).toBe(''), cache);
  const memory = new ScanMemory(store, 0);
  const target = await openTarget({ folder });
  try {
    const facts = await scan(target, { memory });
    memory.close();
    return scanJson({ ...facts, root: '.' }, 'test');
  } finally {
    await target.close();
  }
}

const packsIn = (cache: string): readonly string[] =>
  readdirSync(join(cache, 'needs')).filter((name) => name.endsWith('.pack'));

describe('what a scan leaves for the next one', () => {
  it('changes no answer, whatever is done to the files in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...edits), { minLength: 1, maxLength: 4 }), async (steps) => {
        const cache = makeFolder();
        const folder = makeFolder();
        for (const step of [{}, ...steps, {}]) {
          const fresh = makeFolder();
          write(fresh, step);
          write(folder, step);
          const expected = await scanOf(fresh, null);
          expect(await scanOf(folder, cache)).toBe(expected);
          expect(await scanOf(folder, cache)).toBe(expected);
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('is taken up: what is the same is not run again, and not written again', async () => {
    const [cache, folder] = [makeFolder(), makeFolder()];
    write(folder, {});
    await scanOf(folder, cache);
    const [name = ''] = packsIn(cache);
    const before = statSync(join(cache, 'needs', name)).ino;
    await scanOf(folder, cache);
    expect(statSync(join(cache, 'needs', name)).ino).toBe(before);
    write(folder, { 'auth/main.py': 'import os\nos.environ["NEW"]\n' });
    await scanOf(folder, cache);
    expect(statSync(join(cache, 'needs', name)).ino).not.toBe(before);
  });

  it('holds no value, no text of a source and no readable digest of one, and is for its owner alone', async () => {
    const [cache, folder] = [makeFolder(), makeFolder()];
    write(folder, {});
    await scanOf(folder, cache);
    const [name = ''] = packsIn(cache);
    const path = join(cache, 'needs', name);
    const bytes = readFileSync(path);
    const text = inflateSync(bytes.subarray(bytes.indexOf('\n') + 1 + 32)).toString('utf8');
    expect(text).toContain('SECRET_KEY');
    for (const word of [canary, 'def load', 'off', 'ENVIRONMENT=staging']) expect(text).not.toContain(word);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(join(cache, 'needs', 'key')).mode & 0o077).toBe(0);
  });

  it('that is damaged, of another user or of other code counts for nothing', async () => {
    const [cache, folder] = [makeFolder(), makeFolder()];
    write(folder, {});
    const expected = await scanOf(folder, null);
    await scanOf(folder, cache);
    const [name = ''] = packsIn(cache);
    const path = join(cache, 'needs', name);
    const bytes = readFileSync(path);
    for (const at of [0, 30, bytes.length - 2]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path, damaged);
      expect(await scanOf(folder, cache)).toBe(expected);
    }
    writeFileSync(path, '');
    expect(await scanOf(folder, cache)).toBe(expected);
    writeFileSync(join(cache, 'needs', 'key'), Buffer.alloc(32, 7));
    expect(await scanOf(folder, cache)).toBe(expected);
  });

  it('is done without where the folder cannot be used, and that is said once', async () => {
    const folder = makeFolder();
    write(folder, {});
    const file = join(makeFolder(), 'file');
    writeFileSync(file, '');
    const notes: string[] = [];
    const memory = new ScanMemory(new NeedsStore(folder, (note) => notes.push(note), file), 0);
    const target = await openTarget({ folder });
    await scan(target, { memory });
    memory.close();
    await target.close();
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('--no-cache');
  });
});
