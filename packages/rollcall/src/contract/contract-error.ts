import type { Range } from '../model/span.ts';
import { lineStarts, positionAt } from '../model/span.ts';
import { type Place, type Pointer, placeAt, rangeAt, showPointer } from './places.ts';

/** One thing that is wrong with a contract. No value of a variable stands in it. */
export interface ContractError {
  readonly path: string;
  /** Both count from 1; null where the place is not known. */
  readonly line: number | null;
  readonly column: number | null;
  readonly range: Range | null;
  readonly pointer: Pointer;
  readonly message: string;
}

/** A place in the contract's structure and what is wrong there; `at` says whether its key or its value is meant. */
export interface Complaint {
  readonly pointer: Pointer;
  readonly at: 'key' | 'value';
  readonly message: string;
  /** The complaint is about a key that means nothing here. */
  readonly unknownKey?: true;
}

/** Takes a complaint; the hint is added to its message, but worked out for the first complaints only. */
export type Complain = (pointer: Pointer, message: string, at?: 'key' | 'value', hint?: () => string) => void;

/** Gives complaints their places in the file, in the file's order. */
export function locateComplaints(
  complaints: readonly Complaint[],
  file: { readonly path: string; readonly text: string; readonly place: Place | null },
): ContractError[] {
  const starts = lineStarts(file.text);
  const located = complaints.map(({ pointer, at, message }): ContractError => {
    const range = at === 'key' ? rangeAt(file.place, pointer) : (placeAt(file.place, pointer)?.value ?? null);
    return locatedError(file.path, starts, { range, pointer, message });
  });
  return located.sort((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0));
}

export function locatedError(
  path: string,
  starts: readonly number[],
  { range, pointer, message }: { range: Range | null; pointer: Pointer; message: string },
): ContractError {
  const position = range && positionAt(starts, range.start);
  return { path, line: position?.line ?? null, column: position?.column ?? null, range, pointer, message };
}

/** `rollcall.yaml:12:5  services.auth.need: unknown key "need"; nearest valid key: "needs"`. */
export function formatContractError({ path, line, column, pointer, message }: ContractError): string {
  const place = line === null || column === null ? path : `${path}:${line}:${column}`;
  const where = showPointer(pointer);
  return where === '' ? `${place}  ${message}` : `${place}  ${where}: ${message}`;
}
