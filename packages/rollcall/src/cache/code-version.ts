import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Tells this code from any other: a digest of the files that it consists of, the grammars and the manifest with the versions of its dependencies included. A
 * version number would have to be raised by hand with every change that makes a state another, and one that is forgotten would go unseen.
 */
export function readCodeVersion(): string {
  version ??= digestFiles();
  return version;
}

/** Files that change later are not those that this process runs. */
let version: string | null = null;

function digestFiles(): string {
  // Run from its sources, this file lies in a folder of them; bundled, beside all others.
  const root = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '..' : '.', import.meta.url));
  const digest = createHash('sha256');
  const files = readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|mjs|wasm)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  // Made one file with another program, there is none.
  const manifest = join(root, '..', 'package.json');
  for (const path of existsSync(manifest) ? [...files, manifest] : files) {
    const bytes = readFileSync(path);
    digest.update(`${path.slice(root.length)} ${bytes.length}\n`).update(bytes);
  }
  return digest.digest('base64url').slice(0, 16);
}
