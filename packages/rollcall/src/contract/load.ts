import { lineStarts, toSpan } from '../model/span.ts';
import { checkForm } from './check-form.ts';
import { checkMeaning } from './check-meaning.ts';
import type { LocatedContract } from './contract.ts';
import { type Complaint, type ContractError, locateComplaints, locatedError } from './contract-error.ts';
import { normaliseContract } from './normalise.ts';
import { type PlacedValue, type Pointer, rangeAt } from './places.ts';
import { readText } from './read-text.ts';
import type { ContractInput } from './schema.ts';
import { isMapping } from './strict-schemas.ts';

export type ContractResult =
  | { readonly ok: true; readonly located: LocatedContract }
  | { readonly ok: false; readonly errors: readonly ContractError[] };

/**
 * Loads a contract from YAML or JSON text, told apart by the path's ending. Pure, and safe on any text: also for contracts of other
 * commits. It never throws; every error is collected, in the file's order.
 */
export function loadContract({ path, text }: { readonly path: string; readonly text: string }): ContractResult {
  const read = readText(path, text, path.endsWith('.json') ? 'json' : 'yaml');
  if (read.ok) return validateContract({ path, text, ...read.placed });
  const starts = lineStarts(text);
  return { ok: false, errors: read.errors.map((error) => locatedError(path, starts, error)) };
}

/** Validates a contract that was read from a file, or made by a program. */
export function validateContract(file: PlacedValue & { readonly path: string; readonly text: string }): ContractResult {
  const form = checkForm(file.value);
  const complaints = form.ok
    ? checkMeaning(form.input)
    : [...form.complaints, ...meaningBeside(file.value, form.complaints)];
  if (!form.ok || complaints.length > 0) return { ok: false, errors: locateComplaints(complaints, file) };
  return { ok: true, located: locate(form.input, file) };
}

function locate(
  input: ContractInput,
  { path, text, place }: PlacedValue & { path: string; text: string },
): LocatedContract {
  const starts = lineStarts(text);
  return {
    path,
    text,
    contract: normaliseContract(input, place),
    rangeOf: (pointer) => rangeAt(place, pointer),
    span: (range) => toSpan(range, starts),
  };
}

/**
 * What is wrong with the meaning of a contract whose form has only unknown keys below its top level: these refer to nothing, so
 * the rest is judged without them, and a person sees all errors at once.
 */
function meaningBeside(value: unknown, complaints: readonly Complaint[]): Complaint[] {
  if (complaints.length > 50 || !complaints.every(({ unknownKey, pointer }) => unknownKey && pointer.length > 1))
    return [];
  const pruned = checkForm(
    prune(
      value,
      complaints.map(({ pointer }) => pointer),
    ),
  );
  return pruned.ok ? checkMeaning(pruned.input) : [];
}

function prune(value: unknown, without: readonly Pointer[]): unknown {
  if (Array.isArray(value)) return value.map((item, i) => prune(item, below(without, String(i))));
  if (!isMapping(value)) return value;
  const out: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of Object.entries(value)) {
    const deeper = below(without, key);
    if (!deeper.some((pointer) => pointer.length === 0)) out[key] = prune(entry, deeper);
  }
  return out;
}

function below(pointers: readonly Pointer[], step: string): Pointer[] {
  return pointers.filter((pointer) => String(pointer[0]) === step).map((pointer) => pointer.slice(1));
}
