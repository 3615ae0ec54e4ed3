// Runs one reader on mutated cases: `jiti one-reader.ts <kind/id> <seconds> <seed> <iteration to begin with> <most inputs> <progress file> <folder for what fails>`.
import { mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkTree } from '../../packages/rollcall/src/link/link.ts';
import type { Range } from '../../packages/rollcall/src/model/span.ts';
import { openMemoryTree } from '../../packages/rollcall/src/workspace/memory-tree.ts';
import { mutate, pick, type Random, randomOf } from './mutate.ts';
import { seedsOf, type Tree } from './seeds.ts';

const source = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'packages', 'rollcall', 'src');
const [reader = '', seconds = '20', seed = '1', first = '0', most = '', progress = '', kept = ''] =
  process.argv.slice(2);

/** A reader hangs when it takes more than a second for a megabyte; small inputs have this long, for a busy machine. */
const LEAST_MS = 5_000;

const seeds = seedsOf(source, reader);
const texts = seeds.flatMap((tree) => Object.values(tree));
const file = progress === '' ? null : openSync(progress, 'w');
const end = performance.now() + Number(seconds) * 1000;
let iteration = Number(first);
const began = iteration;
let failed = 0;
const last = most === '' ? Number.POSITIVE_INFINITY : began + Number(most);
for (; performance.now() < end && iteration < last && failed < 3; iteration++) {
  if (file !== null) writeSync(file, `${iteration}`.padEnd(12), 0);
  const tree = inputOf(randomOf(Number(seed) * 1_000_003 + iteration));
  const wrong = await lookAt(tree);
  if (wrong === null) continue;
  failed++;
  const folder = keep(tree);
  console.log(`FAILED ${reader}: ${wrong} (seed ${seed}, iteration ${iteration}; its files: ${folder})`);
}
console.log(`${reader}: ${iteration - began} inputs, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

function inputOf(random: Random): Tree {
  const tree = pick(random, seeds);
  const path = pick(random, Object.keys(tree));
  return { ...tree, [path]: mutate(random, tree[path] ?? '', texts) };
}

/** What is wrong with what linking a tree tells; null: nothing. */
async function lookAt(tree: Tree): Promise<string | null> {
  const most = Math.max(LEAST_MS, Object.values(tree).reduce((sum, text) => sum + text.length, 0) / 1_000);
  const started = performance.now();
  const wrong = await link(tree);
  if (wrong !== null || performance.now() - started <= most) return wrong;
  // A pause of the machine is no hang.
  const again = performance.now();
  await link(tree);
  const took = performance.now() - again;
  return took > most ? `takes ${(took / 1000).toFixed(1)} s` : null;
}

async function link(tree: Tree): Promise<string | null> {
  try {
    const facts = await linkTree(openMemoryTree(tree), { root: '.', contract: null });
    const internal = facts.unresolved.find(({ reason }) => reason === 'internal-error');
    if (internal) return internal.text;
    const bindings = facts.deployments.flatMap((one) => one.bindings.map(({ range }) => range));
    const ranges = [
      ...bindings,
      ...facts.reads.map(({ range }) => range),
      ...facts.deployments.map(({ range }) => range),
    ];
    const lost = ranges.find((range) => isLost(tree, range));
    return lost ? `a place outside of its file: ${JSON.stringify(lost)}` : null;
  } catch (error) {
    return `throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

function isLost(tree: Tree, { path, start, end: last }: Range): boolean {
  const text = Object.hasOwn(tree, path) ? (tree[path] ?? '') : null;
  return text === null || start < 0 || start > last || last > text.length;
}

function keep(tree: Tree): string {
  const folder = join(kept, `${reader.replace('/', '-')}-${seed}-${iteration}`);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
