import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LinkMemory, linkTree } from '../../src/link/link.ts';
import { scanJson } from '../../src/reporters/json.ts';
import { openMemoryTree } from '../../src/workspace/memory-tree.ts';

/** Versions of the files of two services, their shared code and their deploy scripts; null: the file is not there. */
const VERSIONS: Readonly<Record<string, readonly (string | null)[]>> = {
  'shared/env.py': [
    'import os\n\ndef get_env(name, default=None):\n    return os.environ.get(name, default)\n',
    'import os\n\ndef get_env(name, default=None):\n    value = os.environ.get(name)\n    if value is None and default is None:\n        raise RuntimeError(name)\n    return value or default\n',
    'import os\n\n\nclass Env:\n    def __init__(self):\n        self.values = os.environ\n\n    def get(self, name, default=None):\n        return self.values.get(name, default)\n\n\n_env = Env()\n\n\ndef get_env(name, default=None):\n    return _env.get(name, default)\n',
    null,
  ],
  'shared/names.py': ['KEY = "SECRET_KEY"\nHOST = "REDIS_HOST"\n', 'HOST = "REDIS_URL"\nKEY = "JWT_SECRET"\n', null],
  'auth/main.py': [
    'from auth.config import load\n\nconfig = load()\n',
    'import os\nfrom auth.config import load\n\nENVIRONMENT = os.environ.get("ENVIRONMENT", "development")\n\n\ndef main():\n    return load()\n\n\nmain()\n',
    'from shared.env import get_env\nfrom shared.names import KEY\n\nif not get_env(KEY):\n    raise SystemExit("no key")\n',
    'def broken(:\n',
  ],
  'auth/config.py': [
    'from shared.env import get_env\nfrom shared.names import KEY, HOST\n\n\ndef load():\n    key = get_env(KEY)\n    if not key:\n        raise ValueError("key")\n    return key, get_env(HOST, "localhost")\n',
    '# moved\n\n\nfrom shared.env import get_env\nfrom shared.names import KEY, HOST\n\n\ndef load():\n    env = get_env("ENVIRONMENT", "development")\n    host = get_env(HOST)\n    if not host and env == "staging":\n        raise ValueError("host")\n    return host\n',
    'import auth.main\nimport os\n\n\ndef load():\n    return os.environ["DATABASE_URL"]\n',
    null,
  ],
  'auth/Dockerfile': ['FROM python:3.12\nCOPY . .\nCMD ["python", "auth/main.py"]\n', null],
  'web/index.js': [
    'const { port } = require("./config");\nrequire("http").createServer().listen(port);\n',
    'if (!process.env.API_URL) throw new Error("API_URL");\n',
    null,
  ],
  'web/config.js': ['exports.port = process.env.PORT || 8080;\n', 'exports.port = process.env["WEB_PORT"];\n', null],
  'deploy.sh': [
    'gcloud run deploy auth --source auth --set-secrets=SECRET_KEY=secret-key:latest --set-env-vars=ENVIRONMENT=staging\n. ./names.sh\ngcloud run deploy web --source web --set-env-vars=$VARS\n',
    '. ./names.sh\ngcloud run services update auth --update-env-vars=$VARS\n',
    null,
  ],
  'names.sh': ['VARS=API_URL=x,WEB_PORT=1\n', 'VARS=API_URL=x\n', null],
  'scripts/deploy.py': [
    'import subprocess\nfrom shared.names import KEY\n\nsubprocess.run(["gcloud", "run", "deploy", "auth", "--source", "auth", f"--set-secrets={KEY}=key:latest", "--set-env-vars", "REDIS_HOST=h"])\n',
    'import subprocess\nfrom scripts.table import SECRETS\n\n\ndef deploy(service):\n    subprocess.run(["gcloud", "run", "deploy", service, "--set-secrets", SECRETS[service]])\n\n\ndeploy("auth")\n',
    null,
  ],
  'scripts/table.py': [
    'SECRETS = {"auth": "SECRET_KEY=a:1,JWT_SECRET=b:1"}\n',
    'SECRETS = {"auth": "JWT_SECRET=b:1"}\n',
    null,
  ],
};

const tree: fc.Arbitrary<Record<string, string>> = fc
  .record(
    Object.fromEntries(
      Object.entries(VERSIONS).map(([path, versions]) => [path, fc.constantFrom(...versions)] as const),
    ),
  )
  .map((files) =>
    Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null)),
  );

test('a tree that is linked after others is found as if it were linked alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tree, { minLength: 2, maxLength: 6 }), async (trees) => {
      const memory = new LinkMemory();
      for (const files of [...trees, ...trees]) {
        const options = { root: '.', contract: null };
        const alone = await linkTree(openMemoryTree(files), options);
        const after = await linkTree(openMemoryTree(files), options, memory);
        expect(scanJson(after, 'test')).toBe(scanJson(alone, 'test'));
      }
    }),
    { numRuns: 60 },
  );
});
