/**
 * How fast each language's files are made into programs (cut, parsed, lowered), in one thread:
 *
 *     npx jiti bench/languages.ts --repositories <folder> [--megabytes 4]
 *
 * takes files of each language from the newest commits of the repositories below the folder (`<name>/repo` each).
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { languages } from '../packages/rollcall/src/languages/registry.generated.ts';
import { listBlobs, readBlobs } from './tree-files.ts';

const { values } = parseArgs({
  options: { repositories: { type: 'string' }, megabytes: { type: 'string', default: '4' } },
});
if (values.repositories === undefined) {
  console.error('usage: npx jiti bench/languages.ts --repositories <folder> [--megabytes N]');
  process.exit(2);
}
const { repositories } = values;
const enough = Number(values.megabytes) * 1e6;

for (const language of languages) {
  const endings = new RegExp(`\\.(${language.extensions.join('|')})$`);
  const texts = takeFiles(
    (path) => (language.extensions.length > 0 && endings.test(path)) || (language.configuration?.test(path) ?? false),
  );
  await language.load();
  const warmUp = texts.slice(0, 20);
  for (const { path, text } of warmUp) lowerAll(path, text);
  const size = texts.reduce((sum, { text }) => sum + text.length, 0);
  const started = performance.now();
  for (const { path, text } of texts) lowerAll(path, text);
  const seconds = (performance.now() - started) / 1000;
  const rate = seconds === 0 ? 0 : size / 1e6 / seconds;
  console.log(
    `${language.id.padEnd(20)} ${rate.toFixed(2).padStart(7)} MB/s  (${texts.length} files, ${(size / 1e6).toFixed(1)} MB)`,
  );

  function lowerAll(path: string, text: string): void {
    for (const unit of language.cut(text, path)) language.lower(unit.text, path);
  }
}

function takeFiles(isOfLanguage: (path: string) => boolean): { path: string; text: string }[] {
  const taken: { path: string; text: string }[] = [];
  let size = 0;
  for (const name of readdirSync(repositories).sort()) {
    const repository = join(repositories, name, 'repo');
    if (size >= enough || !existsSync(repository)) continue;
    try {
      const blobs = listBlobs(repository, 'HEAD').filter(({ path }) => isOfLanguage(path));
      for (const { path, text } of readBlobs(repository, blobs)) {
        if (text.length > 100_000 || size >= enough) continue;
        taken.push({ path, text });
        size += text.length;
      }
    } catch {
      // It has no commit yet, or is no repository.
    }
  }
  return taken;
}
