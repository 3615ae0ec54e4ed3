import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  type CompletionItem,
  CompletionRequest,
  type Diagnostic,
  HoverRequest,
  TextDocumentEdit,
} from 'vscode-languageserver-protocol/node';
import { CLI, cleanEnvironment } from '../cli/run-cli.ts';
import { makeFolder, makeRepository, writeFolder } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';
import { type Editor, positionOf, startEditor } from './client.ts';

const service = pythonService('auth', 'key = os.environ["SECRET_KEY"]', 'log = os.environ["LOG"]');
const main = service['auth/main.py'] ?? '';
const mended = deployScript('auth', '--set-env-vars=LOG=info', '--set-secrets=SECRET_KEY=key:latest');
const broken = deployScript('auth', '--set-env-vars=LOG=info', '--clear-secrets');
const contract = 'version: 1\nservices:\n  auth: {}\nnames:\n  SECRET_KEY:\n    description: signs <b>tokens</b>\n';

// The first process of a test file compiles the sources, which takes long on a busy machine.
beforeAll(async () => {
  const editor = await start(writeFolder({}));
  await editor.end();
});

const editors: Editor[] = [];
afterEach(() => {
  for (const editor of editors.splice(0)) editor.kill();
});

async function start(folder: string, ...args: readonly string[]): Promise<Editor> {
  const environment = cleanEnvironment({ ROLLCALL_CACHE_DIR: makeFolder() });
  const editor = await startEditor(folder, { command: [...CLI, 'lsp', ...args], environment });
  editors.push(editor);
  return editor;
}

const missing = (found: readonly Diagnostic[]): boolean => found.some(({ code }) => code === 'no-missing-binding');
const none = (found: readonly Diagnostic[]): boolean => found.length === 0;

describe('diagnostics', () => {
  it('are published on opening, cleared by a change that mends it, and the process ends with 0', async () => {
    const { folder } = makeRepository([{ files: { ...service, 'deploy.py': broken }, message: 'broken' }]);
    const editor = await start(folder, '--stdio');
    expect(editor.initialized.serverInfo?.name).toBe('rollcall');
    await editor.open('deploy.py', broken);
    const found = await editor.shown('deploy.py', missing);
    expect(found).toMatchObject([{ severity: 1, code: 'no-missing-binding', source: 'rollcall' }]);
    expect(found[0]?.message).toContain('auth needs SECRET_KEY, and its deployment in deploy.py does not give it.');
    expect(found[0]?.message).toContain('auth/main.py:3');
    const range = { start: { line: 2, character: 6 }, end: { line: 2, character: 30 } };
    expect(found[0]?.relatedInformation).toEqual([
      { location: { uri: editor.uri('auth/main.py'), range }, message: 'needed here' },
    ]);
    const cleared = editor.next('deploy.py', none);
    const from = positionOf(broken, '"--clear-secrets"');
    const end = { line: from.line, character: from.character + '"--clear-secrets"'.length };
    await editor.change('deploy.py', 2, [
      { range: { start: from, end }, text: '"--set-secrets=SECRET_KEY=key:latest"' },
    ]);
    await cleared;
    expect(editor.published.at(-1)).toMatchObject({ diagnostics: [] });
    const back = editor.next('deploy.py', missing);
    await editor.change('deploy.py', 3, [{ text: broken }]);
    await back;
    expect(await editor.end()).toBe(0);
    expect(editor.stderr()).toBe('');
  });

  it('follow a file on disk, and what is saved once a document is closed', async () => {
    const folder = writeFolder({ ...service, 'deploy.py': mended });
    const editor = await start(folder);
    await editor.open('auth/main.py', main);
    await editor.next('auth/main.py', none);
    const newName = main.replace('"LOG"', '"OTHER"');
    const found = editor.next('deploy.py', missing);
    await editor.change('auth/main.py', 2, [{ text: newName }]);
    expect(JSON.stringify(await found)).toContain('OTHER');
    const gone = editor.next('deploy.py', none);
    await editor.close('auth/main.py');
    await gone;
    const again = editor.next('deploy.py', missing);
    writeFileSync(join(folder, 'deploy.py'), broken);
    await editor.fileChanged('deploy.py');
    expect((await again)[0]?.message).toContain('SECRET_KEY');
  });

  it('count a file that is not on disk yet', async () => {
    const editor = await start(writeFolder(service));
    await editor.open('deploy.py', broken);
    await editor.shown('deploy.py', missing);
  });

  it('survive texts that nothing can parse, and an unsaved contract that is wrong', async () => {
    const folder = writeFolder({ ...service, 'deploy.py': mended, 'rollcall.yaml': contract });
    const editor = await start(folder);
    await editor.open('auth/main.py', main);
    await editor.next('auth/main.py', () => true);
    for (const [i, text] of ['def (((:\n  "', '\u0000\ufeff\ud800', '"""', main].entries())
      await editor.change('auth/main.py', i + 2, [{ text }]);
    await editor.open('rollcall.yaml', contract);
    const wrong = editor.next('rollcall.yaml', (found) => found.length > 0);
    await editor.change('rollcall.yaml', 2, [{ text: contract.replace('names:', 'nmes:') }]);
    const [first] = await wrong;
    expect(first).toMatchObject({ code: 'CONTRACT_INVALID', severity: 1, range: { start: { line: 3, character: 0 } } });
    const right = editor.next('rollcall.yaml', none);
    await editor.change('rollcall.yaml', 3, [{ text: contract }]);
    await right;
    expect(await editor.end()).toBe(0);
  });

  it('do not run a contract that is a program, and say so', async () => {
    const program =
      'import { writeFileSync } from "node:fs";\nwriteFileSync("ran", "");\nexport default { version: 1 };\n';
    const folder = writeFolder({ ...service, 'deploy.py': mended, 'rollcall.config.ts': program });
    const editor = await start(folder);
    const [told] = await editor.shown('rollcall.config.ts', (found) => found.length > 0);
    expect(told).toMatchObject({ code: 'unread-contract', severity: 3 });
    expect(await editor.end()).toBe(0);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('use the addresses of an editor that names the folder by a link', async () => {
    const real = writeFolder({ ...service, 'deploy.py': mended });
    const folder = join(makeFolder(), 'link');
    symlinkSync(real, folder);
    const editor = await start(folder);
    await editor.open('deploy.py', broken);
    const [found] = await editor.shown('deploy.py', missing);
    expect(found?.relatedInformation?.[0]?.location.uri).toBe(editor.uri('auth/main.py'));
  });

  it('show no value of a variable', async () => {
    const secret = 'canary-2b9f';
    const files = {
      ...service,
      'deploy.py': deployScript('auth', `--set-env-vars=LOG=${secret},PORT=${secret}`, '--clear-secrets'),
    };
    const editor = await start(writeFolder(files));
    await editor.open('deploy.py', files['deploy.py']);
    await editor.next('deploy.py', () => true);
    const at = { textDocument: { uri: editor.uri('deploy.py') }, position: positionOf(files['deploy.py'], 'LOG=', 1) };
    const hover = await editor.connection.sendRequest(HoverRequest.type, at);
    expect(JSON.stringify([hover, editor.published, editor.log])).not.toContain(secret);
    expect(JSON.stringify(hover)).toContain('LOG');
  });
});

describe('questions about a place', () => {
  const files: Readonly<Record<string, string>> = { ...service, 'deploy.py': broken, 'rollcall.yaml': contract };

  async function opened(path: string, text: string): Promise<Editor> {
    const editor = await start(writeFolder(files));
    await editor.open(path, text);
    return editor;
  }

  async function complete(editor: Editor, path: string, text: string, words: string): Promise<string[] | null> {
    const position = positionOf(text, words, words.length);
    const answer = await editor.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri: editor.uri(path) },
      position,
    });
    const items: readonly CompletionItem[] = Array.isArray(answer) ? answer : (answer?.items ?? []);
    return answer === null ? null : items.map(({ label }) => label);
  }

  it('hover over a name tells who needs it and where it is given', async () => {
    const editor = await opened('auth/main.py', main);
    const at = { textDocument: { uri: editor.uri('auth/main.py') }, position: positionOf(main, 'SECRET_KEY', 3) };
    const hover = await editor.connection.sendRequest(HoverRequest.type, at);
    const { contents, range } = hover ?? {};
    expect(contents).toMatchObject({ kind: 'markdown' });
    const text = JSON.stringify(contents);
    expect(text).toContain('SECRET_KEY');
    expect(text).toContain('**needed**');
    expect(text).toContain('**not given**');
    expect(text).toContain('`auth/main.py:3:7`');
    expect(text).not.toContain('<b>');
    expect(range).toEqual({ start: positionOf(main, 'SECRET_KEY'), end: positionOf(main, 'SECRET_KEY', 10) });
    const elsewhere = { ...at, position: positionOf(main, 'import') };
    expect(await editor.connection.sendRequest(HoverRequest.type, elsewhere)).toBeNull();
  });

  it('hover over a rule in the contract tells what it means', async () => {
    const text = `${contract}suppress:\n  - rule: no-missing-binding\n    reason: known\n    until: 2099-01-01\n`;
    const editor = await opened('rollcall.yaml', text);
    const at = { textDocument: { uri: editor.uri('rollcall.yaml') }, position: positionOf(text, 'no-missing', 4) };
    const hover = await editor.connection.sendRequest(HoverRequest.type, at);
    expect(JSON.stringify(hover?.contents)).toContain('**`no-missing-binding`** deployment, error');
  });

  it('completes names in strings of code, and not elsewhere', async () => {
    const text = `${main}more = os.environ["SEC"]\nplain = SECRET\n`;
    const editor = await opened('auth/main.py', text);
    expect(await complete(editor, 'auth/main.py', text, 'os.environ["SEC')).toEqual(['LOG', 'SEC', 'SECRET_KEY']);
    expect(await complete(editor, 'auth/main.py', text, 'plain = SECR')).toBeNull();
  });

  it('completes names and rules in the contract', async () => {
    const text = `${contract}  LO`;
    const editor = await opened('rollcall.yaml', contract);
    await editor.change('rollcall.yaml', 2, [{ text }]);
    const labels = await complete(editor, 'rollcall.yaml', text, '\n  LO');
    expect(labels).toEqual(expect.arrayContaining(['LOG', 'SECRET_KEY', 'no-missing-binding']));
  });
});

describe('code actions', () => {
  it('give the edits of a finding, which mend it', async () => {
    const deploy = deployScript('auth', '--set-env-vars=LOG=info', '--set-secrets=A=a-staging:1,B=b-staging:1');
    const editor = await start(writeFolder({ ...service, 'deploy.py': deploy }));
    await editor.open('deploy.py', deploy);
    const path = 'deploy.py';
    const diagnostic = (await editor.shown(path, missing)).find(({ code }) => code === 'no-missing-binding');
    if (!diagnostic) throw new Error('no diagnostic');
    const actions = await editor.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: editor.uri(path) },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic] },
    });
    const [action] = actions ?? [];
    if (!action || !('kind' in action)) throw new Error('no action');
    expect(action).toMatchObject({ title: 'Give SECRET_KEY (no-missing-binding)', kind: 'quickfix' });
    const resolved = await editor.connection.sendRequest(CodeActionResolveRequest.type, action);
    const [change] = resolved.edit?.documentChanges ?? [];
    if (!change || !TextDocumentEdit.is(change)) throw new Error('no edit');
    expect(change.textDocument).toEqual({ uri: editor.uri('deploy.py'), version: 1 });
    const cleared = editor.next(path, (found) => !missing(found));
    await editor.change(
      'deploy.py',
      2,
      change.edits.flatMap((edit) => ('newText' in edit ? [{ range: edit.range, text: edit.newText }] : [])),
    );
    await cleared;
  });
});

it('ends with 1 when the editor goes away without a word', async () => {
  const editor = await start(writeFolder(service));
  editor.connection.end();
  expect(await editor.exited()).toBe(1);
});
