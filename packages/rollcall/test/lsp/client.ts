import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';

const MOST_MS = 30_000;

/** An editor with one folder: a real client that speaks to a process. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** All that the server put into the log. */
  readonly log: readonly string[];
  /** What was published so far, in order. */
  readonly published: readonly PublishDiagnosticsParams[];
  uri(path: string): string;
  open(path: string, text: string): Promise<void>;
  change(path: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): Promise<void>;
  close(path: string): Promise<void>;
  fileChanged(path: string): Promise<void>;
  /** The first diagnostics of a file, among those published from now on, that satisfy. */
  next(path: string, satisfies: (found: readonly Diagnostic[]) => boolean): Promise<Diagnostic[]>;
  /** The last diagnostics of a file if they satisfy, else the next that do. */
  shown(path: string, satisfies: (found: readonly Diagnostic[]) => boolean): Promise<Diagnostic[]>;
  /** Asks for an orderly end. @returns the exit code */
  end(): Promise<number | null>;
  /** What it wrote to stderr. */
  stderr(): string;
  exited(): Promise<number | null>;
  kill(): void;
}

export interface EditorOptions {
  /** The arguments of node that start the server. */
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** Starts a server in a folder and initialises it. */
export async function startEditor(folder: string, { command, environment }: EditorOptions): Promise<Editor> {
  const child = spawn(process.execPath, command, { cwd: folder, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((done) => child.on('exit', done));
  const told: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => told.push(chunk));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const published: PublishDiagnosticsParams[] = [];
  const waiting = new Set<(params: PublishDiagnosticsParams) => void>();
  const log: string[] = [];
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    published.push(params);
    for (const take of waiting) take(params);
  });
  connection.onNotification(LogMessageNotification.type, ({ message }) => void log.push(message));
  connection.listen();
  const uri = (path: string): string => pathToFileURL(join(folder, path)).href;
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: uri(''),
    workspaceFolders: [{ uri: uri(''), name: 'folder' }],
    capabilities: {},
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const next: Editor['next'] = (path, satisfies) =>
    new Promise((done, fail) => {
      const timer = setTimeout(
        () => fail(new Error(`nothing such was published of ${path}: ${JSON.stringify(published)} ${log}`)),
        MOST_MS,
      );
      const take = (params: PublishDiagnosticsParams): void => {
        if (params.uri !== uri(path) || !satisfies(params.diagnostics)) return;
        clearTimeout(timer);
        waiting.delete(take);
        done(params.diagnostics);
      };
      waiting.add(take);
    });
  return {
    connection,
    initialized,
    log,
    published,
    uri,
    open: (path, text) =>
      connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri: uri(path), languageId: 'plaintext', version: 1, text },
      }),
    change: (path, version, changes) =>
      connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: uri(path), version },
        contentChanges: [...changes],
      }),
    close: (path) =>
      connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: uri(path) } }),
    fileChanged: (path) =>
      connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri: uri(path), type: 2 }] }),
    next,
    shown: async (path, satisfies) => {
      const last = published.findLast((params) => params.uri === uri(path));
      return last && satisfies(last.diagnostics) ? last.diagnostics : next(path, satisfies);
    },
    end: async () => {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      return exit;
    },
    stderr: () => Buffer.concat(told).toString(),
    exited: () => exit,
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Where a text first holds some words. */
export function positionOf(text: string, words: string, after = 0): Position {
  const lines = text.slice(0, text.indexOf(words) + after).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
