import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver/node';
import type { CheckReport } from '../check.ts';
import type { ContractError } from '../contract/contract-error.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { NotChecked } from '../model/report.ts';
import type { Span } from '../model/span.ts';
import { escapeText } from '../reporters/escape.ts';

/** Diagnostics by the address of their file. */
export type ByAddress = Map<string, Diagnostic[]>;

type UriOf = (path: string) => string;

const SOURCE = 'rollcall';
const TOP: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
};

const ROLES: Readonly<Record<Finding['related'][number]['role'], string>> = {
  needed: 'needed here',
  given: 'given, or to be given, here',
  sibling: 'another does it so',
};

/**
 * What a report has to say of each file: its findings that are not suppressed, and what was not checked although it matters. A finding without a
 * place stands at the top of the file that it is about, else of the contract.
 */
export function diagnose({ findings, notChecked, resolution }: CheckReport, uriOf: UriOf): ByAddress {
  const found: ByAddress = new Map();
  const add = (path: string, diagnostic: Diagnostic): void => {
    const uri = uriOf(path);
    found.set(uri, [...(found.get(uri) ?? []), diagnostic]);
  };
  for (const finding of findings) {
    const path = finding.span?.path || finding.path || resolution.contract?.path;
    if (finding.suppressed === null && path) add(path, findingDiagnostic(finding, uriOf));
  }
  for (const gap of notChecked) if (gap.matters && gap.span) add(gap.span.path, gapDiagnostic(gap, gap.span));
  return found;
}

/** What is wrong with a contract, in its file. */
export function diagnoseContract(errors: readonly ContractError[], uri: string): ByAddress {
  const diagnostics = errors.map(({ line, column, message }): Diagnostic => {
    const at = line === null || column === null ? TOP.start : { line: line - 1, character: column - 1 };
    return {
      range: { start: at, end: at },
      severity: DiagnosticSeverity.Error,
      code: 'CONTRACT_INVALID',
      source: SOURCE,
      message: escapeText(message),
    };
  });
  return new Map([[uri, diagnostics]]);
}

/** A span's place as the protocol counts: from 0, in UTF-16 units. */
export function rangeOf({ line, column, endLine, endColumn }: Span): Range {
  return {
    start: { line: line - 1, character: column - 1 },
    end: { line: endLine - 1, character: endColumn - 1 },
  };
}

function findingDiagnostic(
  { rule, severity, what, why, span, related, fingerprint }: Finding,
  uriOf: UriOf,
): Diagnostic {
  return {
    range: span ? rangeOf(span) : TOP,
    severity: SEVERITIES[severity],
    code: rule,
    source: SOURCE,
    message: escapeText(`${what} ${why}`),
    relatedInformation: others(span, related).map((one) => ({
      location: { uri: uriOf(one.span.path), range: rangeOf(one.span) },
      message: ROLES[one.role],
    })),
    data: { fingerprint },
  };
}

function others(own: Span | null, related: Finding['related']): Finding['related'] {
  return related.filter(({ span }) => span.path !== own?.path || span.start !== own.start || span.end !== own.end);
}

function gapDiagnostic({ reason, text }: NotChecked, span: Span): Diagnostic {
  const message = `Not checked: ${escapeText(text)}`;
  return { range: rangeOf(span), severity: DiagnosticSeverity.Information, code: reason, source: SOURCE, message };
}
