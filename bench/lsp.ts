/**
 * How long an editor waits for the diagnostics of what was typed: from a change of an open document of the demo's repository, which breaks or mends
 * a deployment in turn, until its diagnostics are published; beside a question that needs no work. The built command is measured.
 *
 *     npx jiti bench/lsp.ts [--rounds N]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HoverRequest } from 'vscode-languageserver-protocol/node';
import { buildRepository, checkOut, withoutGit } from '../demo/repository.ts';
import { cli, isBuilt } from '../demo/rollcall.ts';
import { readTellings } from '../demo/story.ts';
import { type Editor, startEditor } from '../packages/rollcall/test/lsp/client.ts';
import { measureInTurn, printMeasurements } from './measure.ts';

/** What is aimed at, in milliseconds. */
const WITHIN = 150;
const DEPLOY = 'scripts/deploy_to_gcp.py';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } });
if (!isBuilt()) {
  console.error('packages/rollcall is not built: npm run build');
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
try {
  const folder = join(scratch, 'repository');
  const texts = await writeDemo(folder);
  const environment = { ...withoutGit(process.env), ROLLCALL_CACHE_DIR: join(scratch, 'cache') };
  const editor = await startEditor(folder, { command: [cli, 'lsp'], environment });
  await editor.open(DEPLOY, texts.broken);
  await editor.shown(DEPLOY, (found) => found.some(isMissing));
  let version = 1;
  const change = async (): Promise<boolean> => {
    version++;
    const mends = version % 2 === 0;
    const told = editor.next(DEPLOY, (found) => found.some(isMissing) !== mends);
    await editor.change(DEPLOY, version, [{ text: mends ? texts.mended : texts.broken }]);
    await told;
    return true;
  };
  const measurements = await measureInTurn(
    [
      { name: 'a change until its diagnostics', run: change },
      { name: 'floor: an empty round trip', run: () => ask(editor) },
    ],
    Number(values.rounds),
  );
  printMeasurements(measurements);
  const times = measurements[0]?.times ?? [];
  const middle = times[times.length >> 1] ?? Number.NaN;
  console.log(`${middle <= WITHIN ? 'within' : 'NOT within'} ${WITHIN} ms`);
  const code = await editor.end();
  process.exitCode = middle <= WITHIN && code === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The demo's repository at the commit that breaks it; the deploy script as it is there, and as the next commit mends it. */
async function writeDemo(folder: string): Promise<{ readonly broken: string; readonly mended: string }> {
  const [telling] = readTellings();
  const commits = await buildRepository(folder, telling?.chapters ?? []);
  const read = async (commit: string | undefined): Promise<string> => {
    await checkOut(folder, commit ?? 'HEAD');
    return readFileSync(join(folder, DEPLOY), 'utf8');
  };
  const mended = await read(commits[2]);
  return { mended, broken: await read(commits[1]) };
}

function isMissing({ code }: { readonly code?: string | number | undefined }): boolean {
  return code === 'no-missing-binding';
}

/** A hover in a document that is not open has no answer. */
async function ask({ connection, uri }: Editor): Promise<boolean> {
  const at = { textDocument: { uri: uri('README') }, position: { line: 0, character: 0 } };
  return (await connection.sendRequest(HoverRequest.type, at)) === null;
}
