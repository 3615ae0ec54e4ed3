/** How long `rollcall --version` takes beside an empty Node process: `npx jiti bench/start.ts [--rounds N]`. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureInTurn, printMeasurements, runQuietly } from './measure.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '21' } } });
const cli = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages', 'rollcall', 'dist', 'cli.mjs');

const node = (...args: string[]) => runQuietly(process.execPath, args) === 0;
const measurements = await measureInTurn(
  [
    { name: 'empty node', run: () => node('-e', '0') },
    { name: 'rollcall --version', run: () => node(cli, '--version') },
    { name: 'rollcall --help', run: () => node(cli, '--help') },
  ],
  Number(values.rounds),
);
printMeasurements(measurements);
process.exitCode = measurements.some(({ failed }) => failed) ? 1 : 0;
