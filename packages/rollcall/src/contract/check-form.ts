import * as v from 'valibot';
import type { Complaint } from './contract-error.ts';
import { nearest } from './nearest.ts';
import type { Pointer } from './places.ts';
import { type ContractInput, contractSchema } from './schema.ts';

export type FormResult =
  | { readonly ok: true; readonly input: ContractInput }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

/**
 * Checks a value against the contract's schema. Every deviation is told. Messages are made here from kinds and keys alone, since
 * the schema library's own quote the value.
 */
export function checkForm(value: unknown): FormResult {
  const result = v.safeParse(contractSchema, value, { abortPipeEarly: true });
  if (result.success) return { ok: true, input: value as ContractInput };
  return { ok: false, complaints: result.issues.flatMap((issue) => complaintsOf(issue, [])) };
}

function complaintsOf(issue: v.BaseIssue<unknown>, above: Pointer): Complaint[] {
  const pointer = [...above, ...(issue.path ?? []).map(stepOf)];
  if (issue.type === 'union') {
    // Alternatives differ by their kind (text, list, mapping): what lies deeper, or is no question of kind, is of the one that was meant.
    const meant = (issue.issues ?? []).filter((sub) => sub.path !== undefined || sub.kind === 'validation');
    if (meant.length > 0) return meant.flatMap((sub) => complaintsOf(sub, pointer));
    return [{ pointer, at: 'value', message: `expected ${expectedKind(issue)}, found ${kindOf(issue.input)}` }];
  }
  const last = issue.path?.at(-1);
  if (issue.kind === 'schema' && last?.origin === 'key') return [keyComplaint(issue, pointer)];
  if (issue.kind === 'validation')
    return [{ pointer, at: last?.origin === 'key' ? 'key' : 'value', message: issue.message }];
  return [{ pointer, at: 'value', message: valueMessage(issue) }];
}

function stepOf(item: v.IssuePathItem): string | number {
  return item.type === 'array' ? item.key : String(item.key);
}

/** An unknown key, or one that is missing; the missing one is told at the mapping that lacks it. */
function keyComplaint(issue: v.BaseIssue<unknown>, pointer: Pointer): Complaint {
  if (issue.expected === 'never') return { pointer, at: 'key', message: issue.message, unknownKey: true };
  const missing = `missing key ${issue.expected}`;
  const hint = issue.expected === '"version"' ? '; write "version: 1"' : '';
  return { pointer: pointer.slice(0, -1), at: 'key', message: missing + hint };
}

function valueMessage(issue: v.BaseIssue<unknown>): string {
  const expected = expectedKind(issue);
  if (issue.type !== 'picklist' && issue.type !== 'literal')
    return `expected ${expected}, found ${kindOf(issue.input)}`;
  const near = typeof issue.input === 'string' ? nearest(issue.input, optionsOf(issue)) : null;
  return near === null ? `expected ${expected}` : `expected ${expected}; nearest: "${near}"`;
}

function optionsOf(issue: v.BaseIssue<unknown>): string[] {
  return [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
}

function expectedKind(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'union') return [...new Set((issue.issues ?? []).map(expectedKind))].join(' or ');
  if (issue.type === 'picklist' || issue.type === 'literal') {
    const options = optionsOf(issue).map((option) => `"${option}"`);
    return options.length > 0
      ? options.join(', ').replace(/, (?=[^,]*$)/, ' or ')
      : (issue.expected ?? 'another value');
  }
  return KINDS[issue.type] ?? 'another kind of value';
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  strict_object: 'a mapping',
  record: 'a mapping',
};

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}
