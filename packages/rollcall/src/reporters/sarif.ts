import type {
  Invocation,
  Location,
  Log,
  Notification,
  PhysicalLocation,
  ReportingDescriptor,
  Result,
  Run,
  Suppression,
} from 'sarif';
import type { Edit, Finding, SuppressedBy } from '../model/finding.ts';
import type { CheckReport, DiffReport, FailureReport, NotChecked } from '../model/report.ts';
import type { Span } from '../model/span.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { escapeJson, escapeText } from './escape.ts';
import type { ReportContext } from './formats.ts';
import { asUri, fromRepository } from './paths.ts';

/** Readers of SARIF find the root of the sources under this name. */
const ROOT = '%SRCROOT%';

/** What a place has to do with its finding, in words. */
const ROLE_WORDS = {
  needed: 'It is needed here.',
  given: 'It is given here.',
  sibling: 'Another service does so here.',
};

/**
 * A report as SARIF 2.1.0: one run, a rule for each that speaks, a result for each finding, those that are suppressed marked as such. What
 * was not checked is a notification of the run, and a run that left out what matters says that it was no whole one.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function writeSarif(report: CheckReport | DiffReport, context: ReportContext): string {
  const { findings, notChecked, complete } = report;
  const said = new Set(findings.map(({ rule }) => rule));
  const spoken = context.rules.filter(({ id }) => said.has(id));
  const indexes = new Map(spoken.map(({ id }, i) => [id, i]));
  const isCompared = 'against' in report || findings.some(({ suppressed }) => suppressed?.kind === 'baseline');
  const invocation: Invocation = {
    executionSuccessful: complete,
    exitCode: context.exitCode,
    toolExecutionNotifications: notChecked.map((entry) => notificationOf(entry, context)),
  };
  return print(context.tool, spoken, {
    invocations: [invocation],
    automationDetails: { id: 'against' in report ? 'rollcall/diff/' : 'rollcall/check/' },
    results: findings.map((finding) => ({
      ...resultOf(finding, context),
      ruleIndex: indexes.get(finding.rule) ?? -1,
      ...stateOf(finding, isCompared),
    })),
  });
}

/** A run that ended before it could tell anything. */
export function failureSarif({ code, what, fix, details, exitCode }: FailureReport, tool: string): string {
  const text = [what, ...details, fix].map(escapeText).join('\n');
  const failed: Notification = { level: 'error', descriptor: { id: code }, message: { text } };
  return print(tool, [], {
    invocations: [{ executionSuccessful: false, exitCode, toolConfigurationNotifications: [failed] }],
    results: [],
  });
}

/** What is told beside a base or a baseline is new, but for what the baseline holds. */
function stateOf({ suppressed }: Finding, isCompared: boolean): Pick<Result, 'baselineState'> {
  if (suppressed?.kind === 'baseline') return { baselineState: 'unchanged' };
  return isCompared ? { baselineState: 'new' } : {};
}

function print(version: string, rules: readonly RuleMeta[], run: Omit<Run, 'tool'>): string {
  const driver = { name: 'Rollcall', version, semanticVersion: version, rules: rules.map(descriptorOf) };
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', ...run }],
  };
  return `${escapeJson(JSON.stringify(log, null, 2))}\n`;
}

function descriptorOf({ id, category, docs }: RuleMeta): ReportingDescriptor {
  const [short = '', ...rest] = docs.split('\n\n');
  const summary = short.replaceAll('\n', ' ');
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: [summary, ...rest].join('\n\n').slice(0, 1000) },
    help: { text: `${docs}\n\nrollcall explain ${id}`, markdown: `${docs}\n\n\`rollcall explain ${id}\`` },
    properties: { tags: [category] },
  };
}

function resultOf(finding: Finding, { prefix }: ReportContext): Result {
  const { rule, severity, service, environment, name, given, span, related, fingerprint, suppressed } = finding;
  const first = span ?? related[0]?.span ?? null;
  return {
    ruleId: rule,
    level: severity,
    message: { text: messageOf(finding) },
    locations: first ? [locationOf(first, prefix, service)] : fileOf(finding, prefix),
    relatedLocations: related.map((one, i) => ({
      id: i + 1,
      physicalLocation: physicalOf(one.span, prefix),
      message: { text: ROLE_WORDS[one.role] },
    })),
    partialFingerprints: { 'rollcallFingerprint/v1': fingerprint },
    properties: { service, environment, name, given },
    suppressions: suppressed ? [suppressionOf(suppressed)] : [],
    ...fixesOf(finding, prefix),
  };
}

/** Readers of SARIF show a result at some place: the file that it is about, where no line of it is. */
function fileOf({ path }: Finding, prefix: string): Location[] {
  if (path === '') return [];
  return [{ physicalLocation: { artifactLocation: artifactOf(path, prefix), region: { startLine: 1 } } }];
}

/** A comment stands in the source; the contract and a baseline are files beside it. */
function suppressionOf({ kind, reason, until }: SuppressedBy): Suppression {
  const justification = escapeText(until === null ? reason : `${reason} (until ${until})`);
  return { kind: kind === 'inline' ? 'inSource' : 'external', status: 'accepted', justification };
}

function messageOf({ what, why, fix }: Finding): string {
  const told = `${escapeText(what)} ${escapeText(why)}`;
  return fix.command === undefined ? told : `${told}\nFix: ${escapeText(fix.command)}`;
}

function fixesOf({ fix: { edits } }: Finding, prefix: string): Pick<Result, 'fixes'> {
  if (edits.length === 0) return {};
  const paths = [...new Set(edits.map(({ path }) => path))];
  const change = (path: string): { artifactLocation: object; replacements: object[] } => ({
    artifactLocation: artifactOf(path, prefix),
    replacements: edits.filter((edit) => edit.path === path).map(replacementOf),
  });
  return { fixes: [{ artifactChanges: paths.map(change) as NonNullable<Result['fixes']>[0]['artifactChanges'] }] };
}

function replacementOf({ start, end, text }: Edit): object {
  return { deletedRegion: { charOffset: start, charLength: end - start }, insertedContent: { text } };
}

function notificationOf({ reason, text, matters, span }: NotChecked, { prefix }: ReportContext): Notification {
  return {
    level: matters ? 'warning' : 'note',
    descriptor: { id: reason },
    message: { text: escapeText(text) },
    ...(span ? { locations: [locationOf(span, prefix, null)] } : {}),
  };
}

function locationOf(span: Span, prefix: string, service: string | null): Location {
  const named = service === null ? {} : { logicalLocations: [{ name: escapeText(service), kind: 'module' }] };
  return { physicalLocation: physicalOf(span, prefix), ...named };
}

function physicalOf(span: Span, prefix: string): PhysicalLocation {
  const { path, line, column, endLine, endColumn } = span;
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  return { artifactLocation: artifactOf(path, prefix), region };
}

function artifactOf(path: string, prefix: string): { uri: string; uriBaseId: string } {
  return { uri: asUri(fromRepository(path, prefix)), uriBaseId: ROOT };
}
