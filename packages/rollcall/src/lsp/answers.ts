import { basename } from 'node:path';
import {
  type CodeAction,
  type CodeActionParams,
  type CompletionItem,
  CompletionItemKind,
  type CompletionParams,
  CompletionTriggerKind,
  type Hover,
  type HoverParams,
  MarkupKind,
  type Range,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { CONTRACT_FILES } from '../contract/find.ts';
import { isActionData, offerActions, planAction } from './actions.ts';
import { proposeAt } from './completion.ts';
import type { Checked, FolderCheck } from './folder-check.ts';
import { tellAt } from './hover.ts';
import { fileOf } from './paths.ts';

/** The document that is asked about and the folder that it belongs to; null: it is not open, or belongs to none. */
export interface Place {
  readonly check: FolderCheck | null;
  readonly document: TextDocument | null;
}

export async function answerHover({ check, document }: Place, { position }: HoverParams): Promise<Hover | null> {
  const checked = await lastOf(check);
  if (!checked || !document) return null;
  const told = tellAt(checked, document.getText(), document.offsetAt(position));
  if (!told) return null;
  const range = between(document, told.word.start, told.word.end);
  return { contents: { kind: MarkupKind.Markdown, value: told.markdown }, range };
}

export async function answerCompletion(
  { check, document }: Place,
  { position, context }: CompletionParams,
): Promise<CompletionItem[] | null> {
  const checked = await lastOf(check);
  if (!checked || !document) return null;
  const offset = document.offsetAt(position);
  const proposals = proposeAt(checked.report.resolution, {
    text: document.getText(),
    offset,
    isContract: CONTRACT_FILES.includes(basename(fileOf(document.uri) ?? '')),
    unasked: context?.triggerKind === CompletionTriggerKind.TriggerCharacter,
  });
  if (!proposals) return null;
  const range = between(document, proposals.start, offset);
  return proposals.words.map(({ text, kind, detail }) => ({
    label: text,
    kind: kind === 'name' ? CompletionItemKind.Constant : CompletionItemKind.EnumMember,
    ...(detail === '' ? {} : { detail }),
    textEdit: { range, newText: text },
  }));
}

/** Only what was checked as it stands now can be edited. */
export async function answerActions(
  { check }: Place,
  { textDocument, range, context }: CodeActionParams,
): Promise<CodeAction[] | null> {
  const checked = await check?.settled();
  return checked ? offerActions(checked, textDocument.uri, range, context.diagnostics) : null;
}

/** Works out the edits of an action that was chosen; without any where they are not sure to mend it. */
export async function resolveAction(
  checkOf: (uri: string) => FolderCheck | null,
  action: CodeAction,
): Promise<CodeAction> {
  const data: unknown = action.data;
  if (!isActionData(data)) return action;
  const checked = await checkOf(data.uri)?.settled();
  const edits = checked ? await planAction(checked, data.fingerprint) : null;
  return edits ? { ...action, edit: { documentChanges: edits } } : action;
}

async function lastOf(check: FolderCheck | null): Promise<Checked | null> {
  return check ? (check.checked ?? (await check.settled())) : null;
}

function between(document: TextDocument, start: number, end: number): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}
