/**
 * Writes what follows from the source: the registries of rules, formats and languages, and docs/reference/.
 * With `--check` it writes nothing and fails when a file is stale.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeReference } from './reference/write-reference.ts';
import { writeRegistries } from './write-registries.ts';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(repository, 'packages', 'rollcall', 'src');

const check = process.argv.includes('--check');
const stale = [...settle(writeRegistries(source)), ...(await settleReference())];
if (check && stale.length > 0) {
  console.error(`${stale.map((path) => `${path} is stale`).join('\n')}\nRun: npm run generate`);
  process.exitCode = 1;
}

/** The reference is made from the registries' modules, so they are written first. */
async function settleReference(): Promise<string[]> {
  const files = await writeReference();
  const leftOver = listReference().filter((path) => !files.has(path));
  if (!check) for (const path of leftOver) rmSync(join(repository, path));
  return [...settle(files), ...leftOver];
}

function listReference(): string[] {
  const folder = join(repository, 'docs', 'reference');
  return existsSync(folder) ? readdirSync(folder).map((name) => `docs/reference/${name}`) : [];
}

/** Writes the files that differ, or only tells them. @returns the paths that differed */
function settle(files: ReadonlyMap<string, string>): string[] {
  const differing = [...files].filter(([path, text]) => readOrNull(join(repository, path)) !== text);
  if (!check) {
    for (const [path, text] of differing) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
  }
  return differing.map(([path]) => path);
}

function readOrNull(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
