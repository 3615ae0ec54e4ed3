import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How many files one made service has; what does not belong to a service are documents and data. */
const OF_SERVICE = 400;

/** Every so many files of a service read the environment. */
const READS = 20;

/** Writes a made tree into a folder. */
export function writeFiles(folder: string, count: number): void {
  for (const [path, text] of makeFiles(count)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Files of a made tree of services in Python and TypeScript, each with its deploy script, and as many documents and data beside them. */
function* makeFiles(count: number): Generator<readonly [path: string, text: string]> {
  let made = 0;
  for (let service = 0; made < count; service++) {
    const own = service % 2 === 0 ? pythonService(service) : typescriptService(service);
    for (const file of own) {
      if (made++ >= count) return;
      yield file;
    }
  }
}

function* pythonService(service: number): Generator<readonly [string, string]> {
  const folder = `services/svc-${service}`;
  yield [`${folder}/deploy.sh`, deployScript(service)];
  yield [`${folder}/Dockerfile`, 'FROM python:3.12\nCOPY . .\nCMD ["python", "main.py"]\n'];
  const modules = OF_SERVICE / 2 - 3;
  const imports = Array.from({ length: modules }, (_, i) => `import part_${i}\n`).join('');
  yield [`${folder}/main.py`, `${imports}\nprint(part_0.work(1))\n`];
  for (let i = 0; i < modules; i++) yield [`${folder}/part_${i}.py`, pythonModule(service, i)];
  yield* documents(folder);
}

function pythonModule(service: number, i: number): string {
  const reads = i % READS === 0 ? `import os\n\nKEY = os.environ["SVC_${service}_KEY_${i}"]\n\n` : '';
  return `${reads}${Array.from({ length: 20 }, (_, n) => `def work${n === 0 ? '' : `_${n}`}(value):\n    total = value + ${n}\n    return [total * one for one in range(${n + 1})]\n\n`).join('')}`;
}

function* typescriptService(service: number): Generator<readonly [string, string]> {
  const folder = `services/svc-${service}`;
  yield [`${folder}/deploy.sh`, deployScript(service)];
  yield [`${folder}/package.json`, '{ "scripts": { "start": "node src/main.ts" } }\n'];
  const modules = OF_SERVICE / 2 - 3;
  const imports = Array.from({ length: modules }, (_, i) => `import * as part${i} from './part-${i}.ts';\n`).join('');
  yield [`${folder}/src/main.ts`, `${imports}\nconsole.log(part0.work(1));\n`];
  for (let i = 0; i < modules; i++) yield [`${folder}/src/part-${i}.ts`, typescriptModule(service, i)];
  yield* documents(folder);
}

function typescriptModule(service: number, i: number): string {
  const reads = i % READS === 0 ? `export const key = process.env.SVC_${service}_KEY_${i};\n\n` : '';
  return `${reads}${Array.from({ length: 20 }, (_, n) => `export function work${n === 0 ? '' : n}(value: number): number[] {\n  const total = value + ${n};\n  return Array.from({ length: ${n + 1} }, (_, one) => total * one);\n}\n\n`).join('')}`;
}

function deployScript(service: number): string {
  const secrets = Array.from({ length: 5 }, (_, n) => `SVC_${service}_KEY_${n * READS}=svc-${service}-${n}:latest`);
  return `#!/bin/bash\nset -e\nSECRETS="${secrets.join(',')}"\ngcloud run deploy svc-${service} --source . --set-secrets="$SECRETS" --clear-env-vars\n`;
}

function* documents(folder: string): Generator<readonly [string, string]> {
  for (let i = 0; i < OF_SERVICE / 2; i++)
    yield i % 2 === 0
      ? [`${folder}/docs/page-${i}.md`, `# Page ${i}\n\n${'What is written here is read by people. '.repeat(20)}\n`]
      : [
          `${folder}/data/items-${i}.json`,
          JSON.stringify({ items: Array.from({ length: 40 }, (_, n) => ({ id: n })) }),
        ];
}
