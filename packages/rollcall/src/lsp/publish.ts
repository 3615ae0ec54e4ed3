import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import type { ByAddress } from './diagnostics.ts';
import type { OpenDocument } from './documents.ts';

/** Tells an editor what is found in each file, and of files in which nothing is found any more that it is gone. */
export class Publisher {
  readonly #send: (params: PublishDiagnosticsParams) => void;
  /** What the editor shows, by address. */
  readonly #shown = new Map<string, string>();

  constructor(send: (params: PublishDiagnosticsParams) => void) {
    this.#send = send;
  }

  /** Of open documents all is told, with the version that it is about; of others what changed. */
  replace(found: ByAddress, documents: Iterable<OpenDocument>): void {
    const open = new Map([...documents].map(({ uri, version }) => [uri, version]));
    for (const uri of new Set([...this.#shown.keys(), ...found.keys(), ...open.keys()]))
      this.#tell(uri, found.get(uri) ?? [], open.get(uri));
  }

  /** Replaces what is shown of these files alone. */
  add(found: ByAddress): void {
    for (const [uri, diagnostics] of found) this.#tell(uri, diagnostics, undefined);
  }

  #tell(uri: string, diagnostics: Diagnostic[], version: number | undefined): void {
    const text = JSON.stringify(diagnostics);
    if (version === undefined && (this.#shown.get(uri) ?? '[]') === text) return;
    if (diagnostics.length === 0) this.#shown.delete(uri);
    else this.#shown.set(uri, text);
    this.#send({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
  }
}
