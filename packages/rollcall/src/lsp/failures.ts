import { readFileSync } from 'node:fs';
import { loadContract } from '../contract/load.ts';
import { isRollcallError } from '../errors.ts';
import { escapeText } from '../reporters/escape.ts';
import { diagnoseContract } from './diagnostics.ts';
import type { OpenDocument } from './documents.ts';
import type { FolderCheck } from './folder-check.ts';
import { addressOf } from './paths.ts';
import type { Publisher } from './publish.ts';

/** Tells why a folder could not be checked: what is wrong with its contract in that file, all else in the editor's log. */
export interface Failures {
  readonly tell: (error: unknown, check: FolderCheck, documents: ReadonlyMap<string, OpenDocument>) => Promise<void>;
  /** After a check that went well the same failure is news. */
  readonly forget: () => void;
}

export function createFailures(log: (text: string) => void, publisher: Publisher): Failures {
  let last = '';
  return {
    tell: async (error, check, documents) => {
      if (isRollcallError(error, 'CONTRACT_INVALID') && (await tellContract(check, documents, publisher))) return;
      const text = describe(error);
      if (text !== last) log(text);
      last = text;
    },
    forget: () => {
      last = '';
    },
  };
}

/** An error in words. One that nobody foresaw is told without its message, which may quote a value. */
function describe(error: unknown): string {
  if (isRollcallError(error)) return escapeText([error.message, ...error.details, error.fix].join(' '));
  return `Rollcall itself failed (${error instanceof Error ? error.name : typeof error}); nothing was checked.`;
}

/** @returns whether there is something to tell at a place */
async function tellContract(
  check: FolderCheck,
  documents: ReadonlyMap<string, OpenDocument>,
  publisher: Publisher,
): Promise<boolean> {
  const file = await check.contractFile().catch(() => null);
  if (file === null) return false;
  const document = documents.get(file);
  const text = document?.text ?? readSaved(file);
  const loaded = text === null ? null : loadContract({ path: file, text });
  if (loaded === null || loaded.ok) return false;
  publisher.add(diagnoseContract(loaded.errors, document?.uri ?? addressOf(check.paths, file)));
  return true;
}

function readSaved(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
