// Replays the incident from its facts: `npm run demo`, or `npm run demo -- --keep DIR` to leave the repositories in DIR.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildRepository } from './repository.ts';
import { cli, isBuilt } from './rollcall.ts';
import { readTellings } from './story.ts';
import { type Teller, tell } from './tell.ts';

const usage = 'usage: npm run demo [-- --keep DIR]';

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const keep = readKeep(args);
  if (typeof keep === 'number') return keep;
  if (!isBuilt()) return refuse('packages/rollcall is not built. Start the demo with `npm run demo`, which builds it.');
  return replay(keep ?? makeTemporary(), keep !== null);
}

function readKeep(args: string[]): string | null | number {
  try {
    const { values } = parseArgs({
      args,
      options: { keep: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(usage);
      return 0;
    }
    return values.keep === undefined ? null : makeKept(values.keep);
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function makeKept(named: string): string | number {
  if (named === '') return refuse(`--keep needs a folder.\n${usage}`);
  // npm starts scripts in the package's folder and says where the person was.
  const folder = resolve(process.env.INIT_CWD ?? '.', named);
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length === 0) return folder;
  } catch (error) {
    return refuse(`${named} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
  return refuse(`${named} is not empty, and nothing in it is overwritten. Name a new folder after --keep.`);
}

function makeTemporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-demo-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  return folder;
}

async function replay(folder: string, isKept: boolean): Promise<number> {
  const teller: Teller = { say: console.log, inColour: process.stdout.isTTY === true && !process.env.NO_COLOR };
  teller.say('An auth service stopped starting in staging. Each commit below stands for one of the public');
  teller.say('repository netra-systems/zen, whose id and date are shown; the code was written for this demo.\n');
  let differences = 0;
  for (const telling of readTellings()) {
    const repository = join(folder, telling.id);
    const commits = await buildRepository(repository, telling.chapters);
    differences += await tell(telling, repository, commits, teller);
    teller.say('');
  }
  return end(folder, isKept, differences, teller);
}

function end(folder: string, isKept: boolean, differences: number, { say }: Teller): number {
  if (differences > 0) {
    say(`${differences} ${differences === 1 ? 'verdict differs' : 'verdicts differ'} from what the facts say.`);
  } else {
    say('Every verdict is what the facts say: a change of code broke it, the praised fix broke it again,');
    say('and the move to tables, which got the blame, changed nothing.\n');
  }
  if (isKept) say(`The repositories are in ${folder}: as-it-was and as-told.\n`);
  say('On your own repository:');
  say('  cd your/repository');
  say(`  node ${cli} check`);
  say(`  node ${cli} diff --against origin/main`);
  return differences > 0 ? 1 : 0;
}

function refuse(what: string): number {
  console.error(what);
  return 2;
}
