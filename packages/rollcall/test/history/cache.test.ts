import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPack, writePack } from '../../src/cache/pack.ts';
import { deriveKey } from '../../src/history/cache-key.ts';
import { git, makeFolder, makeRepository } from '../support/git-repository.ts';
import { commit, deployed, filesBelow, history, NAMES, service, tell, textsOf } from './cached-history.ts';

const made = makeRepository(history(60));
const expected = (await tell(made.folder, null)).json;

/** A cache that holds the history's states. */
async function filled(folder = made.folder): Promise<string> {
  const cache = join(makeFolder(), 'cache');
  await tell(folder, cache);
  return cache;
}

/** A clone of its own, with every branch. */
function clone(): string {
  const folder = makeFolder();
  git(folder, ['clone', '--quiet', '--mirror', made.folder, '.git']);
  git(folder, ['config', 'core.bare', 'false']);
  git(folder, ['reset', '--quiet', '--hard']);
  return folder;
}

async function expectSame(folder: string, cache: string): Promise<readonly string[]> {
  const cold = await tell(folder, null);
  const { json, notes, read } = await tell(folder, cache);
  expect(json).toBe(cold.json);
  expect(notes).toEqual([]);
  const warm = await tell(folder, cache);
  expect(warm.json).toBe(cold.json);
  expect(warm.read).toHaveLength(1);
  return read;
}

describe('a history that is read again', () => {
  it('tells regressions at all', () => {
    const { regressions, changes } = JSON.parse(expected);
    expect(regressions.length).toBeGreaterThan(10);
    expect(changes.length).toBeGreaterThan(10);
  });

  it('is the same byte for byte, and reads no file', async () => {
    const cache = join(makeFolder(), 'deep', 'cache');
    const cold = await tell(made.folder, cache);
    expect(cold.json).toBe(expected);
    expect(cold.read.length).toBeGreaterThan(20);
    const warm = await tell(made.folder, cache);
    expect(warm.json).toBe(expected);
    // The text of the first commit, which the key is made from.
    expect(warm.read).toEqual([made.commits[0]]);
  });

  it('reads what is new only, after new commits', async () => {
    const folder = clone();
    const cache = await filled(folder);
    for (let i = 0; i < 10; i++) commit(folder, deployed(NAMES.slice(i % 3), `new-${i}`), `New ${i}`);
    const read = await expectSame(folder, cache);
    // The first new tree in full (three files), then what changes.
    expect(read.length).toBeLessThanOrEqual(1 + 3 + 10);
  });

  it('keeps what it knows when commits are amended and rebased', async () => {
    const folder = clone();
    for (let i = 0; i < 6; i++) commit(folder, deployed(NAMES.slice(i % 3), `new-${i}`), `New ${i}`);
    const cache = await filled(folder);
    git(folder, ['commit', '--quiet', '--amend', '--message=Another message']);
    expect(await expectSame(folder, cache)).toHaveLength(1);
    const tip = git(folder, ['rev-parse', 'HEAD']);
    git(folder, ['reset', '--quiet', '--hard', 'HEAD~5']);
    commit(folder, { 'README.md': 'nothing that a history reads\n' }, 'In between');
    git(folder, ['cherry-pick', '--allow-empty', `${tip}~5..${tip}`]);
    expect(await expectSame(folder, cache)).toHaveLength(1);
    commit(folder, { 'auth/main.py': `${service['auth/main.py']}\nother = os.environ["OTHER"]\n` }, 'Need more');
    await expectSame(folder, cache);
  });

  it('works out again what another contract or other code has worked out', async () => {
    const cache = await filled();
    const foreign = join(makeFolder(), 'cache');
    for (const path of filesBelow(cache)) {
      const target = path.replace(cache, foreign).replace(/[\w-]{16}(?=-[0-9a-z]{9}-)/, 'other-code------');
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, readFileSync(path));
    }
    const { json, read } = await tell(made.folder, foreign);
    expect(json).toBe(expected);
    expect(read.length).toBeGreaterThan(20);
  });
});

describe('a cache that is not as it was written', () => {
  const damages: Record<string, (path: string) => void> = {
    'a byte is another': (path) => {
      const bytes = readFileSync(path);
      const at = bytes.length >> 1;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
    'it is cut off': (path) => truncateSync(path, statSync(path).size >> 1),
    'it is empty': (path) => truncateSync(path, 0),
    'it is noise': (path) => writeFileSync(path, randomBytes(5000)),
    'it is too large': (path) => truncateSync(path, 1 << 27),
    'it is a folder': (path) => {
      rmSync(path);
      mkdirSync(path);
    },
  };
  for (const [name, damage] of Object.entries(damages))
    it(`is passed over and written anew where ${name}`, async () => {
      const cache = await filled();
      for (const path of filesBelow(cache)) damage(path);
      await expectSame(made.folder, cache);
    });

  it('is passed over where it is another repository’s', async () => {
    const other = makeRepository(history(12).map((step) => ({ ...step, message: `${step.message} elsewhere` })));
    const [own, foreign] = [await filled(), await filled(other.folder)];
    const [target] = filesBelow(own);
    const [source] = filesBelow(foreign);
    writeFileSync(target ?? '', readFileSync(source ?? ''));
    await expectSame(made.folder, own);
  });

  it('is no danger where someone made it who knows the repository', async () => {
    const cache = await filled();
    const [path = ''] = filesBelow(cache);
    const root = execFileSync('git', ['cat-file', 'commit', made.commits[0] ?? ''], { cwd: made.folder });
    const own = createHash('sha256').update('rollcall history\n').update(root).digest();
    const seal = deriveKey(own, 'seal');
    const lines = readPack(path, seal) ?? [];
    expect(lines.length).toBeGreaterThan(20);
    const records = lines.map((line) => JSON.parse(line));
    const forms: readonly (readonly unknown[])[] = [
      records.map(([key]) => [key, key, 0]),
      records.map(([key, base], i) => [key, base, [[null, { __proto__: 1 }, 'x', [[]], -1][i % 5], 0]]),
      records.map(([key]) => [key, null, [[['__proto__', 0, 0, 0]], [['__proto__', [[0, 99]]]]]]),
      records.map(([key]) => [key, 7]),
      ['', '[', 'null', '['.repeat(100_000)],
    ];
    const store = (form: readonly unknown[]): void => {
      const texts = form.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
      rmSync(dirname(path), { recursive: true });
      mkdirSync(dirname(path));
      writePack(dirname(path), basename(path), seal, texts);
    };
    for (const form of forms) {
      store(form);
      await expectSame(made.folder, cache);
    }
    // Records of the right form are believed; these lead in a circle.
    store(records.map(([key], i) => [key, records[(i + 1) % records.length][0], 0]));
    expect(JSON.parse((await tell(made.folder, cache)).json).commits).toBe(60);
  });

  it('says once that it cannot be used, and tells the same', async () => {
    const file = join(makeFolder(), 'file');
    writeFileSync(file, 'no folder');
    for (const folder of [file, join(file, 'below'), '/proc/rollcall-cache']) {
      const { json, notes } = await tell(made.folder, folder);
      expect(json).toBe(expected);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toContain(folder);
    }
  });
});

describe('what is stored', () => {
  it('is for its owner alone', async () => {
    const cache = await filled();
    for (const path of filesBelow(cache)) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      for (let folder = dirname(path); folder !== dirname(cache); folder = dirname(folder))
        expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
  });

  it('is nothing where no cache is wanted', async () => {
    const cache = join(makeFolder(), 'cache');
    process.env.ROLLCALL_CACHE_DIR = cache;
    await tell(made.folder, null);
    delete process.env.ROLLCALL_CACHE_DIR;
    expect(existsSync(cache)).toBe(false);
  });

  it('holds no value, packed or unpacked', async () => {
    const [plain, secret, fallback] = ['plain', 'secret', 'default'].map(
      () => `canary-${randomBytes(8).toString('hex')}`,
    );
    const files = {
      ...service,
      ...deployed(NAMES, plain),
      'auth/more.py': `import os\nmail = os.getenv("MAIL_KEY", "${fallback}")\nif mail == "${secret}":\n    raise ValueError\n`,
      'auth/.env': `SECRET_KEY=${secret}\n`,
      'run.sh': `export TOKEN=${secret}\ngcloud run deploy auth --source auth --set-env-vars "TOKEN=$TOKEN,A=${plain}"\n`,
      'auth.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: auth }\nspec:\n  template:\n    spec:\n      containers:\n        - name: auth\n          image: auth\n          env: [{ name: TOKEN, value: ${secret} }]\n`,
    };
    const { folder } = makeRepository([
      { files, message: 'Deploy' },
      { files: deployed(NAMES, `${plain}-2`), message: 'Change' },
      { files: deployed(NAMES, plain), message: 'Change back' },
    ]);
    const texts = textsOf(await filled(folder)).join('\n');
    expect(texts).toContain('secret_key');
    expect(texts).toContain(' value ');
    for (const canary of [plain, secret, fallback])
      for (const form of [
        canary,
        Buffer.from(canary ?? '').toString('hex'),
        Buffer.from(canary ?? '').toString('base64'),
      ])
        expect(texts.includes(form ?? '')).toBe(false);
  });

  it('stays in few files however often new commits come', async () => {
    const folder = clone();
    const cache = await filled(folder);
    for (let i = 0; i < 12; i++) {
      commit(folder, deployed(NAMES, `again-${i}`), `Again ${i}`);
      await tell(folder, cache);
      expect(filesBelow(cache).length).toBeLessThanOrEqual(9);
    }
    await expectSame(folder, cache);
  });
});

describe('objects that the repository lacks', () => {
  it('are told the same cold and warm, and their trees are read when they come', async () => {
    const folder = clone();
    const packs = filesBelow(join(folder, '.git', 'objects')).filter((path) => path.endsWith('.pack'));
    for (const path of packs) {
      const bytes = readFileSync(path);
      rmSync(path);
      git(folder, ['unpack-objects', '-q'], bytes);
    }
    const cache = join(makeFolder(), 'cache');
    const id = git(folder, ['rev-parse', `${made.commits[8]}:deploy.py`]);
    const path = join(folder, '.git', 'objects', id.slice(0, 2), id.slice(2));
    const bytes = readFileSync(path);
    const whole = await tell(folder, cache);
    rmSync(path);
    await expectSame(folder, cache);
    const lacking = JSON.parse((await tell(folder, cache)).json);
    expect([lacking.complete, lacking.missingObjects]).toEqual([false, [id]]);
    writeFileSync(path, bytes);
    expect((await tell(folder, cache)).json).toBe(whole.json);
    truncateSync(path, 20);
    const damaged = await tell(folder, null);
    const fresh = join(makeFolder(), 'cache');
    for (let i = 0; i < 3; i++) expect((await tell(folder, fresh)).json).toBe(damaged.json);
    expect(JSON.parse(damaged.json).missingObjects).toEqual([id]);
  });
});
