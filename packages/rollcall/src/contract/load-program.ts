import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ContractError } from './contract-error.ts';
import { defineContract } from './define.ts';
import { type ContractResult, validateContract } from './load.ts';
import type { Place } from './places.ts';
import { isMapping } from './strict-schemas.ts';

/** How a contract that is a program may be loaded. */
export interface ProgramOptions {
  /** A person's command started this, or `--trust-config` was given. Never true for contracts of other commits. */
  readonly trust: boolean;
  /** The path to show in errors and ranges; the file's own by default. */
  readonly path?: string;
}

/**
 * Loads `rollcall.config.ts` (or .mts, .js, .mjs) from the work tree by running it, which it does only when trusted. The contract is the
 * module's `default` or `contract` export. It does not throw: a program that fails is an error of the contract, without the
 * failure's message, which could quote a value.
 */
export async function loadTypeScriptContract(
  file: string,
  { trust, path = file }: ProgramOptions,
): Promise<ContractResult> {
  const fail = (message: string): ContractResult => ({ ok: false, errors: [errorAt(path, message)] });
  if (!trust)
    return fail('this contract is a program and was not run; pass --trust-config, or write it as YAML or JSON');
  try {
    const text = await readFile(file, 'utf8');
    const exported = await runModule(resolve(file));
    const contract = exported.default ?? exported.contract;
    if (contract === undefined)
      return fail('the module exports no contract; write "export default defineContract({ … })"');
    return validateContract({ path, text, value: toPlain(contract), place: await findPlaces(path, text) });
  } catch (error) {
    return fail(`the program failed while it was loaded: ${failureOf(error, resolve(file))}`);
  }
}

async function runModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(pathToFileURL(file).href, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: { rollcall: { defineContract } },
  });
  const exported: unknown = await jiti.import(file);
  return isMapping(exported) ? exported : {};
}

async function findPlaces(path: string, text: string): Promise<Place | null> {
  const { placesOfProgram } = await import('./program-places.ts');
  return placesOfProgram(path, text);
}

/** The kind of a failure (with the system's code for it), and its line in the contract. */
function failureOf(error: unknown, file: string): string {
  if (!(error instanceof Error)) return 'something that is no Error was thrown';
  if ('syscall' in error && 'code' in error) return `${error.name} ${error.code}`;
  const line = (error.stack ?? '').split('\n').find((frame) => frame.includes(file));
  const at = /:(\d+):\d+\)?$/.exec(line ?? '');
  return at ? `${error.name} at line ${at[1]}` : error.name;
}

/** A copy without prototypes and `undefined` entries. What holds itself, or is nested too deeply, ends as nothing, which no schema takes. */
function toPlain(value: unknown, around: readonly object[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (around.includes(value) || around.length > 64) return undefined;
  const inside = [...around, value];
  if (Array.isArray(value)) return value.map((item) => toPlain(item, inside));
  const out: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) out[key] = toPlain(entry, inside);
  return out;
}

function errorAt(path: string, message: string): ContractError {
  return { path, line: null, column: null, range: null, pointer: [], message };
}
