import { pathToFileURL } from 'node:url';
import {
  CodeActionKind,
  type Connection,
  createConnection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { answerActions, answerCompletion, answerHover, resolveAction } from './answers.ts';
import { diagnose } from './diagnostics.ts';
import type { OpenDocument } from './documents.ts';
import { createFailures } from './failures.ts';
import { FolderCheck, type FolderCheckOptions } from './folder-check.ts';
import { type FolderPaths, fileOf, locateFolder, pathBelow, realOf } from './paths.ts';
import { Publisher } from './publish.ts';

export interface ServeOptions extends FolderCheckOptions {
  readonly version: string;
  /** The folder that is checked where the editor names none. */
  readonly folder: string | null;
}

/**
 * Speaks the Language Server Protocol (https://microsoft.github.io/language-server-protocol/) on two streams: checks the workspace's folders with
 * what is open in the editor laid over the files on disk, and answers what is asked of a place. The process is ended when the editor asks for it
 * or goes away: with 0 after an orderly shutdown, else with 1.
 */
export function serve(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, options: ServeOptions): void {
  new Server(createConnection(ProposedFeatures.all, input, output), options).listen();
}

class Server {
  readonly #connection: Connection;
  readonly #options: ServeOptions;
  readonly #documents = new TextDocuments(TextDocument);
  #checks: FolderCheck[] = [];
  #canWatch = false;
  #canFollowFolders = false;

  constructor(connection: Connection, options: ServeOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#start());
    connection.onShutdown(() => this.#close());
    connection.onDidChangeWatchedFiles(({ changes }) => {
      if (changes.some(({ uri }) => !/\/(\.git|node_modules)\//.test(uri))) this.#request();
    });
    this.#documents.onDidChangeContent(({ document }) => this.#request(document.uri));
    this.#documents.onDidSave(({ document }) => this.#request(document.uri));
    this.#documents.onDidClose(({ document }) => this.#request(document.uri));
    connection.onHover((asked) => answerHover(this.#place(asked.textDocument.uri), asked));
    connection.onCompletion((asked) => answerCompletion(this.#place(asked.textDocument.uri), asked));
    connection.onCodeAction((asked) => answerActions(this.#place(asked.textDocument.uri), asked));
    connection.onCodeActionResolve(async (action) => {
      const resolved = await resolveAction((uri) => this.#place(uri).check, action);
      if (!resolved.edit)
        connection.window.showInformationMessage(
          'Rollcall is not sure that this edit would mend it; nothing was changed.',
        );
      return resolved;
    });
    this.#documents.listen(connection);
    connection.listen();
  }

  #initialize({ workspaceFolders, rootUri, capabilities }: InitializeParams): InitializeResult {
    const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    const { folder } = this.#options;
    const located = uris.map(locateFolder).filter((paths) => paths !== null);
    const own = folder === null || located.length > 0 ? null : locateFolder(pathToFileURL(folder).href);
    this.#open(own ? [own] : located);
    this.#canWatch = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    this.#canFollowFolders = capabilities.workspace?.workspaceFolders === true;
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['"', "'", '`'] },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix], resolveProvider: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: 'rollcall', version: this.#options.version },
    };
  }

  async #start(): Promise<void> {
    this.#request();
    if (this.#checks.length === 0) this.#connection.console.warn('The editor named no folder, so nothing is checked.');
    const connection = this.#connection;
    if (this.#canFollowFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => this.#follow(added, removed));
    }
    if (!this.#canWatch) return;
    const everything = { watchers: [{ globPattern: '**/*' }] };
    await connection.client.register(DidChangeWatchedFilesNotification.type, everything);
  }

  /** Opens folders that lie in no other one. */
  #open(folders: readonly FolderPaths[]): void {
    const known = this.#checks.map(({ paths }) => paths.real);
    for (const paths of folders) {
      const others = [...known, ...folders.map(({ real }) => real).filter((real) => real !== paths.real)];
      if (known.includes(paths.real) || others.some((other) => pathBelow(other, paths.real) !== null)) continue;
      known.push(paths.real);
      this.#checks.push(this.#createCheck(paths));
    }
  }

  #createCheck(paths: FolderPaths): FolderCheck {
    const connection = this.#connection;
    const publisher = new Publisher((params) => void connection.sendDiagnostics(params));
    const onNote = (note: string): void => connection.console.info(note);
    const failures = createFailures((text) => connection.console.error(text), publisher);
    const check: FolderCheck = new FolderCheck(paths, this.#options, {
      openDocuments: () => this.#openDocuments(),
      onChecked: ({ target, report, documents, uriOf }) => {
        failures.forget();
        const inTree = [...documents].flatMap(([file, one]) =>
          pathBelow(target.tree.root, file) === null ? [] : [one],
        );
        publisher.replace(diagnose(report, uriOf), inTree);
      },
      onFailed: (error, documents) => failures.tell(error, check, documents),
      onNote,
    });
    return check;
  }

  async #follow(added: readonly { uri: string }[], removed: readonly { uri: string }[]): Promise<void> {
    const gone = removed.map(({ uri }) => locateFolder(uri)?.real);
    const closing = this.#checks.filter(({ paths }) => gone.includes(paths.real));
    this.#checks = this.#checks.filter((check) => !closing.includes(check));
    this.#open(added.map(({ uri }) => locateFolder(uri)).filter((paths) => paths !== null));
    this.#request();
    for (const check of closing) await check.close();
  }

  /** Checks the folders that a document may have to do with; all of them without one. */
  #request(uri?: string): void {
    for (const check of this.#checks) if (uri === undefined || hasToDoWith(check, uri)) check.request();
  }

  #place(uri: string): { readonly check: FolderCheck | null; readonly document: TextDocument | null } {
    const own = this.#checks.filter((check) => hasToDoWith(check, uri));
    const nearest = own.sort((a, b) => b.paths.real.length - a.paths.real.length)[0] ?? null;
    return { check: nearest, document: this.#documents.get(uri) ?? null };
  }

  *#openDocuments(): Iterable<OpenDocument> {
    for (const document of this.#documents.all())
      yield { uri: document.uri, version: document.version, text: document.getText() };
  }

  async #close(): Promise<void> {
    for (const check of this.#checks) await check.close();
  }
}

/** Whether a file lies in the folder, or in the one above it whose contract applies. */
function hasToDoWith({ paths, checked }: FolderCheck, uri: string): boolean {
  const file = fileOf(uri);
  if (file === null) return false;
  const real = realOf(paths, file);
  return [paths.real, checked?.target.tree.root ?? paths.real].some((root) => pathBelow(root, real) !== null);
}
