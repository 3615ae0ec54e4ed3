import type { CodeAction, Diagnostic, Range, TextDocumentEdit } from 'vscode-languageserver/node';
import { CodeActionKind } from 'vscode-languageserver/node';
import { fix } from '../check.ts';
import type { Edit, Finding } from '../model/finding.ts';
import { escapeText } from '../reporters/escape.ts';
import { rangeOf } from './diagnostics.ts';
import type { Checked } from './folder-check.ts';

/** By which an action that was offered is found again, and by which a finding's diagnostic is. */
export interface ActionData {
  readonly uri: string;
  readonly fingerprint: string;
}

/** Offers the edits of the findings at a place, without them: whether they mend it is found out when one is chosen. */
export function offerActions(
  { report, uriOf }: Checked,
  uri: string,
  at: Range,
  given: readonly Diagnostic[],
): CodeAction[] {
  return report.findings.flatMap((finding): CodeAction[] => {
    const { span, suppressed, fix: proposed, fingerprint } = finding;
    if (!span || suppressed !== null || proposed.edits.length === 0) return [];
    if (uriOf(span.path) !== uri || !meet(rangeOf(span), at)) return [];
    const data: ActionData = { uri, fingerprint };
    const diagnostics = given.filter((one) => isOf(one, fingerprint));
    return [{ title: titleOf(finding), kind: CodeActionKind.QuickFix, diagnostics, data }];
  });
}

/**
 * The edits of one finding, if the tree with them is found to hold nothing new; null where that is not sure.
 * @throws RollcallError as check
 */
export async function planAction(
  { target, report, documents, uriOf }: Checked,
  fingerprint: string,
): Promise<TextDocumentEdit[] | null> {
  const none = { edits: [] };
  const findings = report.findings.map((one) => (one.fingerprint === fingerprint ? one : { ...one, fix: none }));
  const { mended } = await fix(target, { ...report, findings });
  const edits = mended.flatMap((finding) => finding.fix.edits);
  if (edits.length === 0) return null;
  const versions = new Map([...documents.values()].map(({ uri, version }) => [uri, version]));
  return [...byPath(edits)].map(([path, own]) => {
    const uri = uriOf(path);
    return {
      textDocument: { uri, version: versions.get(uri) ?? null },
      edits: own.map((edit) => ({ range: rangeOf(report.facts.span(edit)), newText: edit.text })),
    };
  });
}

function byPath(edits: readonly Edit[]): Map<string, Edit[]> {
  const found = new Map<string, Edit[]>();
  for (const edit of edits) found.set(edit.path, [...(found.get(edit.path) ?? []), edit]);
  return found;
}

function titleOf({ name, rule, fix: { edits } }: Finding): string {
  const verb = edits.every(({ text }) => text.trim() === '') ? 'Remove' : 'Give';
  return name === null ? `Mend ${rule}` : `${verb} ${escapeText(name)} (${rule})`;
}

function isOf({ data }: Diagnostic, fingerprint: string): boolean {
  return typeof data === 'object' && data !== null && 'fingerprint' in data && data.fingerprint === fingerprint;
}

function meet(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

export function isActionData(data: unknown): data is ActionData {
  if (typeof data !== 'object' || data === null) return false;
  return 'uri' in data && typeof data.uri === 'string' && 'fingerprint' in data && typeof data.fingerprint === 'string';
}
