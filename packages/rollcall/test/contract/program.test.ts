import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatContractError } from '../../src/contract/contract-error.ts';
import { defineContract } from '../../src/contract/define.ts';
import { findContract } from '../../src/contract/find.ts';
import { loadTypeScriptContract } from '../../src/contract/load-program.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-contract-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function put(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  return file;
}

async function loadProgram(name: string, text: string) {
  const result = await loadTypeScriptContract(await put(name, text), { trust: true, path: 'rollcall.config.ts' });
  if (result.ok) return result.located;
  return result.errors.map(formatContractError);
}

describe('a contract in TypeScript', () => {
  const text = [
    "import { defineContract } from 'rollcall';",
    'const shared: { critical: boolean } = { critical: true };',
    'export default defineContract({',
    '  version: 1,',
    '  names: { SECRET_KEY: shared, "JWT": { ...shared, owner: undefined } },',
    "  services: { auth: { given: [{ name: 'A', by: 'ci' }] } },",
    '} as const);',
  ].join('\n');

  it('is run, and its literals have places', async () => {
    const located = await loadProgram('a/rollcall.config.ts', text);
    if (Array.isArray(located)) throw new Error(located.join('\n'));
    expect(located.contract.names.get('SECRET_KEY')?.critical).toBe(true);
    const slice = (...pointer: (string | number)[]) => {
      const range = located.rangeOf(pointer);
      return range && text.slice(range.start, range.end);
    };
    expect(slice('names', 'JWT')).toBe('"JWT"');
    expect(slice('names', 'SECRET_KEY', 'critical')).toBe('critical');
    expect(slice('services', 'auth', 'given', 0)).toBe("{ name: 'A', by: 'ci' }");
  });

  it('is not run when it is not trusted', async () => {
    const file = await put(
      'b/rollcall.config.mjs',
      "import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('./ran', import.meta.url), '');",
    );
    const result = await loadTypeScriptContract(file, { trust: false });
    expect(result.ok).toBe(false);
    expect(await readdir(join(folder, 'b'))).toEqual(['rollcall.config.mjs']);
  });

  it('may be exported as contract, and has located errors', async () => {
    const errors = await loadProgram(
      'c/rollcall.config.ts',
      "export const contract = {\n  version: 1,\n  servces: {},\n  names: { ['A' + 'B']: { criticl: true } },\n};",
    );
    expect(errors).toEqual([
      'rollcall.config.ts  names.AB.criticl: unknown key "criticl"; nearest valid key: "critical"',
      'rollcall.config.ts:3:3  servces: unknown key "servces"; nearest valid key: "services"',
    ]);
  });

  it.each([
    ["throw new Error('hunter2');", 'rollcall.config.ts  the program failed while it was loaded: Error at line 1'],
    [
      'export const x = 1;',
      'rollcall.config.ts  the module exports no contract; write "export default defineContract({ … })"',
    ],
    ['export default () => 1;', 'rollcall.config.ts:1:16  expected a mapping, found a function'],
  ])('%s', async (source, error) => {
    const errors = await loadProgram(`d${error.length}/rollcall.config.ts`, source);
    expect(errors).toEqual([error]);
  });

  it('may not hold itself', async () => {
    const errors = await loadProgram(
      'e/rollcall.config.ts',
      'const c: any = { version: 1 };\nc.services = { c };\nc.c = c;\nexport default c;',
    );
    expect(errors).toEqual([
      'rollcall.config.ts  services.c: expected a mapping, found nothing',
      'rollcall.config.ts  c: unknown key "c"; valid keys: $schema, version, preset, environments, names, services, suppress, tables',
    ]);
  });

  it('has its types from defineContract, which changes nothing', () => {
    const contract = { version: 1, names: { A: { when: 'start' } } } as const;
    expect(defineContract(contract)).toBe(contract);
  });
});

it('says with which code the system refuses the file', async () => {
  const result = await loadTypeScriptContract(join(folder, 'nowhere.ts'), { trust: true });
  expect(result.ok ? [] : result.errors.map(({ message }) => message)).toEqual([expect.stringContaining('ENOENT')]);
});

describe('finding the contract', () => {
  it('walks up to the root of the repository', async () => {
    await put('repo/.git/HEAD', '');
    const file = await put('repo/rollcall.yaml', 'version: 1');
    await put('repo/a/b/c.txt', '');
    expect(await findContract(join(folder, 'repo/a/b'))).toEqual({ ok: true, path: file });
    expect(await findContract(join(folder, 'repo/no/such'))).toEqual({ ok: true, path: file });
  });

  it('finds it in a folder that refuses to be listed', async () => {
    const file = await put('private/rollcall.yaml', 'version: 1');
    await put('private/open/c.txt', '');
    await chmod(folder, 0o711);
    await chmod(join(folder, 'private'), 0o711);
    const asRoot = process.getuid?.() === 0;
    // Root may list everything, so the refusal is asked for as another account where the tests run as root; else of the owner.
    if (asRoot) process.seteuid?.(65534);
    else await chmod(join(folder, 'private'), 0o311);
    try {
      expect(await findContract(join(folder, 'private/open'))).toEqual({ ok: true, path: file });
    } finally {
      if (asRoot) process.seteuid?.(0);
      await chmod(join(folder, 'private'), 0o755);
    }
  });

  it('does not look above it', async () => {
    await put('outer/rollcall.json', '{}');
    await put('outer/inner/.git', 'gitdir: elsewhere');
    expect(await findContract(join(folder, 'outer/inner'))).toEqual({ ok: true, path: null });
  });

  it('names both of two', async () => {
    await put('two/rollcall.yaml', '');
    await put('two/rollcall.config.ts', '');
    const result = await findContract(join(folder, 'two'));
    expect(result.ok ? [] : result.errors.map(({ message }) => message)).toEqual([
      'this folder holds 2 contracts: rollcall.config.ts, rollcall.yaml; keep one of them',
    ]);
  });
});
