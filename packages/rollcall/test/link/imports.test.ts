import { describe, expect, it } from 'vitest';
import { linkTree } from '../../src/link/link.ts';
import { openMemoryTree } from '../../src/workspace/memory-tree.ts';

const IMAGE = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n';
const DEPLOY = 'gcloud run deploy web --source=web --set-env-vars=LOG=info --set-secrets=KEY=key:1\n';
const read = (name: string): string => `import os\n${name.toLowerCase()} = os.environ["${name}"]\n`;

/** The names that a Python service in `web` reads. */
async function namesRead(main: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const tree = openMemoryTree({ 'deploy.sh': DEPLOY, 'web/Dockerfile': IMAGE, 'web/main.py': main, ...files });
  const { reads } = await linkTree(tree, { root: '.', contract: null });
  return reads.map(({ name }) => name).sort();
}

describe('Python modules in a folder without `__init__.py`', () => {
  const files = { 'web/parts/session.py': read('SESSION'), 'web/parts/deep/more.py': read('MORE') };

  it.each([
    ['from parts import session\n', ['SESSION']],
    ['from parts.session import session\n', ['SESSION']],
    ['import parts.deep.more\n', ['MORE']],
    ['from parts.deep import more\nfrom parts import session\n', ['MORE', 'SESSION']],
    ['import parts\n', []],
  ])('are found: %j', async (main, names) => {
    expect(await namesRead(main, files)).toEqual(names);
  });

  it('give way to a module of that name', async () => {
    const module = { 'parts.py': `${read('OTHER')}session = None\n` };
    expect(await namesRead('from parts import session\n', { ...files, ...module })).toEqual(['OTHER']);
  });

  it('are not looked for in a folder without modules', async () => {
    const folder = { 'web/redis/redis.conf': 'x\n', 'redis/client.py': read('CLIENT') };
    expect(await namesRead('from redis import client\n', folder)).toEqual(['CLIENT']);
  });
});

describe('Python modules beside an entry in a folder with `__init__.py`', () => {
  const files = { 'web/__init__.py': '', 'web/settings.py': read('SETTING'), 'web/core/__init__.py': '' };

  it('are found by their bare names where the folder is started from', async () => {
    const deeper = { 'web/core/keys.py': `${read('KEY')}from settings import setting\n` };
    expect(await namesRead('from core import keys\n', { ...files, ...deeper })).toEqual(['KEY', 'SETTING']);
  });

  it('come before modules outside of it', async () => {
    expect(await namesRead('import settings\n', { ...files, 'settings.py': read('OUTER') })).toEqual(['SETTING']);
  });

  it('are not found by their bare names in a package of it', async () => {
    const inner = { 'web/core/redis.py': read('INNER'), 'web/core/cache.py': `${read('CACHE')}import redis\n` };
    expect(await namesRead('from core import cache\n', { ...files, ...inner })).toEqual(['CACHE']);
  });
});

describe('names of modules that a configuration gives', () => {
  const NODE_IMAGE = 'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node", "src/main.js"]\n';
  const env = (name: string): string => `export const value = process.env.${name};\n`;

  it.each([
    [
      'paths',
      { 'web/tsconfig.json': '{ "compilerOptions": { "paths": { "@server/*": ["./src/server/*"] } } }' },
      '@server/config',
    ],
    [
      'paths below a base, with comments',
      {
        'web/tsconfig.json':
          '// what builds it\n{ /* here */ "compilerOptions": { "baseUrl": "./src", "paths": { "#server/*": ["none/*", "server/*"], }, }, }\n',
      },
      '#server/config',
    ],
    [
      'an exact name',
      { 'web/tsconfig.json': '{ "compilerOptions": { "paths": { "settings": ["src/server/config.ts"] } } }' },
      'settings',
    ],
    ['a base alone', { 'web/tsconfig.json': '{ "compilerOptions": { "baseUrl": "src" } }' }, 'server/config'],
    [
      'what a configuration extends',
      {
        'tsconfig.base.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@web/*": ["web/src/*"] } } }',
        'web/tsconfig.json': '{ "extends": "../tsconfig.base.json" }',
      },
      '@web/server/config',
    ],
    [
      'imports of a package',
      {
        'web/package.json':
          '{ "imports": { "#server/*.js": { "types": "./types/*.d.ts", "default": "./src/server/*.js" } } }',
      },
      '#server/config.js',
    ],
  ])('%s', async (_, files, module) => {
    const tree = openMemoryTree({
      'deploy.sh': DEPLOY,
      'web/Dockerfile': NODE_IMAGE,
      'web/src/main.ts': `import { value } from '${module}';\nconsole.log(value);\n`,
      'web/src/server/config.ts': env('KEY'),
      ...files,
    });
    const { reads } = await linkTree(tree, { root: '.', contract: null });
    expect(reads.map(({ name }) => name)).toEqual(['KEY']);
  });

  it('are no danger where the configuration is none', async () => {
    for (const broken of [
      '',
      '[',
      'null',
      '{ "compilerOptions": 3 }',
      '{ "compilerOptions": { "paths": { "*": 1, "__proto__": [] } }, "extends": ["./tsconfig.json"] }',
    ]) {
      const tree = openMemoryTree({
        'deploy.sh': DEPLOY,
        'web/Dockerfile': NODE_IMAGE,
        'web/src/main.ts': env('KEY'),
        'web/tsconfig.json': broken,
      });
      const { reads } = await linkTree(tree, { root: '.', contract: null });
      expect(reads.map(({ name }) => name)).toEqual(['KEY']);
    }
  });
});

describe('packages of one name in several workspaces', () => {
  it.each([
    ['apps/web', ['WEB_KEY']],
    ['other', ['OTHER_KEY']],
  ])('are each those of the workspace that imports them: %s', async (folder, names) => {
    const pack = (at: string, name: string): Readonly<Record<string, string>> => ({
      [`${at}/package.json`]: '{\n  "name": "@acme/config"\n}\n',
      [`${at}/src/index.ts`]: `export const value = process.env.${name};\n`,
    });
    const tree = openMemoryTree({
      'deploy.sh': `gcloud run deploy web --source=${folder}\n`,
      [`${folder}/Dockerfile`]: 'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node", "src/main.js"]\n',
      [`${folder}/src/main.ts`]: "import { value } from '@acme/config';\nconsole.log(value);\n",
      ...pack('apps/packages/config', 'WEB_KEY'),
      ...pack('other/packages/config', 'OTHER_KEY'),
    });
    const { reads } = await linkTree(tree, { root: '.', contract: null });
    expect(reads.map(({ name }) => name)).toEqual(names);
  });
});
