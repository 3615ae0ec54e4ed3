import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface EmittingContext {
  emitFile(file: { type: 'asset'; fileName: string; source: string }): string;
}

interface BundlePlugin {
  readonly name: string;
  generateBundle(this: EmittingContext, options: unknown, bundle: Record<string, Chunk>): void;
}

interface Chunk {
  readonly moduleIds?: readonly string[];
}

/**
 * Emits the licence texts of every package whose code is in the bundle, and of those that `copied` names by a file of theirs: most
 * licences ask that their text goes with the code.
 * @throws when a package in the bundle has no licence text
 */
export function bundledLicenses(fileName: string, copied: readonly string[]): BundlePlugin {
  return {
    name: 'bundled-licenses',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => chunk.moduleIds ?? []);
      const folders = new Set([...modules, ...copied].map(packageFolder).filter((folder) => folder !== null));
      if (folders.size <= copied.length) return;
      this.emitFile({ type: 'asset', fileName, source: [...folders].map(describePackage).sort().join('\n') });
    },
  };
}

/** The folder of the package that a module in node_modules belongs to; null for a module of our own. */
function packageFolder(module: string): string | null {
  const found = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module.replace(/^\0/, ''));
  return found && existsSync(join(found[0], 'package.json')) ? found[0] : null;
}

function describePackage(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const file = readdirSync(folder).find((entry) => /^(?:licen[sc]e|copying)/i.test(entry));
  if (file === undefined)
    throw new Error(`${String(name)} is in the bundle and has no licence text in ${dirname(folder)}`);
  return `${'='.repeat(80)}\n${String(name)} ${String(version)} (${String(license)})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
