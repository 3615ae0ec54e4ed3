import type { BindingFact, Deployment, Source } from '../model/deployment.ts';
import type { Finding } from '../model/finding.ts';
import type { Change, CommitRef, Evidence, History, Regression } from '../model/history.ts';
import type { Incident, Moment, Postmortem } from '../model/postmortem.ts';
import type { Read } from '../model/read.ts';
import type { CheckReport, DiffReport, FailureReport } from '../model/report.ts';
import type { Service } from '../model/service.ts';
import type { Range, Span } from '../model/span.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import type { NameExplanation } from '../rules/explain.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { escapeJson } from './escape.ts';
import { shortId, writeVerdict } from './incident-words.ts';

/** `rollcall scan --format json`. Plain values, environment words and gaps stay inside. */
export function scanJson(facts: TreeFacts, tool: string): string {
  return print({
    schema: 'rollcall/scan@1',
    tool,
    root: facts.root,
    commit: facts.commit,
    complete: facts.complete,
    services: facts.services.map(printService),
    deployments: facts.deployments.map((deployment) => printDeployment(deployment, facts)),
    bindings: facts.deployments.flatMap((deployment) =>
      deployment.bindings.map((binding) => printBinding(deployment, binding, facts)),
    ),
    reads: facts.reads.map((read) => printRead(read, facts)),
    unresolved: facts.unresolved.map(({ reason, text, affects, span }) => ({ reason, text, affects, span })),
    coverage: facts.coverage,
  });
}

/** `rollcall check --format json`. */
export function checkJson(report: CheckReport, tool: string): string {
  return print({ schema: 'rollcall/check@1', tool, ...checkFields(report) });
}

/** `rollcall diff --format json`. */
export function diffJson(report: DiffReport, tool: string): string {
  return print({ schema: 'rollcall/diff@1', tool, against: report.against, ...checkFields(report) });
}

/** `rollcall history --format json`. */
export function historyJson(history: History, tool: string): string {
  const { commits, complete, missingObjects, notRead, regressions, changes } = history;
  return print({
    schema: 'rollcall/history@1',
    tool,
    commits,
    complete,
    missingObjects,
    notRead,
    regressions: regressions.map(printRegression),
    changes: changes.map(printChange),
  });
}

/** `rollcall postmortem --format json`. Regressions are listed once; incidents and moments name them by id. */
export function postmortemJson(report: Postmortem, tool: string): string {
  const { verdict, about, commit, changes, untouched, introduced, mended, openThen, mendedBefore, timeline, guards } =
    report;
  const { commits, complete, missingObjects, notRead } = report;
  const all = [...introduced, ...mended, ...[...openThen, ...mendedBefore].map(({ incident }) => incident)];
  const regressions = new Map(
    all.flatMap(({ parts }) => parts.flatMap((part) => part.regressions.map((one) => [one.id, one] as const))),
  );
  return print({
    schema: 'rollcall/postmortem@1',
    tool,
    commits,
    complete,
    missingObjects,
    notRead,
    title: `${shortId(commit.commit)} ${writeVerdict(report, (name) => name)}`,
    verdict,
    about,
    commit: printCommit(commit),
    changes: changes.map(printChange),
    untouched,
    introduced: introduced.map(printIncident),
    mended: mended.map(printIncident),
    openThen: openThen.map(({ incident, hoursSince }) => ({
      ...printIncident(incident),
      hoursSince: roundHours(hoursSince),
    })),
    mendedBefore: mendedBefore.map(({ incident, hoursBefore }) => ({
      ...printIncident(incident),
      hoursBefore: roundHours(hoursBefore),
    })),
    timeline: timeline.map(printMoment),
    guards,
    regressions: [...regressions.values()].map(printRegression),
  });
}

/** `rollcall explain NAME --format json`. */
export function nameJson(explanation: NameExplanation, span: (range: Range) => Span, tool: string): string {
  return print({
    schema: 'rollcall/explain@1',
    tool,
    kind: 'name',
    name: explanation.name,
    description: explanation.description,
    services: explanation.services.map(({ service, needs, reads, deployments }) => ({
      service,
      needs: needs.map(({ ranges, ...need }) => ({ ...need, spans: ranges.map(span) })),
      reads: reads.map(({ level, only, except, range }) => ({ level, only, except, span: span(range) })),
      deployments: deployments.map(({ ranges, ...given }) => ({ ...given, spans: ranges.map(span) })),
    })),
  });
}

/** `rollcall explain <rule> --format json`. */
export function ruleJson(rule: RuleMeta, severity: string | null, tool: string): string {
  const { id, category, docs, requires = null } = rule;
  return print({ schema: 'rollcall/explain@1', tool, kind: 'rule', rule: { id, category, severity, requires, docs } });
}

/** `rollcall init --format json`. */
export function initJson(path: string, text: string, tool: string): string {
  return print({ schema: 'rollcall/init@1', tool, written: path, text });
}

/** What stands in the place of a result that there is none of. */
export function failureJson(failure: FailureReport, tool: string): string {
  const { exitCode, ...error } = failure;
  return print({ schema: 'rollcall/error@1', tool, error, exitCode });
}

function checkFields({ complete, findings, notChecked, coverage, summary }: CheckReport): object {
  return { complete, findings: findings.map(printFinding), notChecked, coverage, summary };
}

function printService({ id, aliases, roots, entry }: Service): object {
  return { id, aliases, roots, entry };
}

function printDeployment(deployment: Deployment, facts: TreeFacts): object {
  const { id, service, environment, workload, container, mode, open, format, carrier, range } = deployment;
  return { id, service, environment, workload, container, mode, open, format, carrier, span: facts.span(range) };
}

function printBinding(deployment: Deployment, binding: BindingFact, facts: TreeFacts): object {
  const { id, service, environment, format, carrier } = deployment;
  const { name, target, operation, via, related, range } = binding;
  return {
    deployment: id,
    service,
    environment,
    name,
    target,
    operation,
    source: printSource(binding.source),
    format,
    carrier,
    via,
    related: related.map(facts.span),
    span: facts.span(range),
  };
}

function printSource(source: Source): object {
  if (source.kind === 'value') return { kind: 'value' };
  const { kind, project, secret, version, template } = source;
  return { kind, project, secret, version, template };
}

function printRead(read: Read, facts: TreeFacts): object {
  const { service, name, level, only, except, when, group, language, idiom, via, range } = read;
  const places = { via: via.map(facts.span), span: facts.span(range) };
  return { service, name, level, only, except, when, group, language, idiom, ...places };
}

function printFinding(finding: Finding): object {
  const { rule, severity, service, environment, name, given, what, why, fix, span, related } = finding;
  const { suppressed, fingerprint, docsUrl } = finding;
  const told = { rule, severity, service, environment, name, given, what, why, fix, span, related };
  return { ...told, suppressed, fingerprint, docsUrl };
}

function printRegression(regression: Regression): object {
  const { id, kind, side, need, service, deployment, deployments, environments, name, other, from, to } = regression;
  const { introducedBy, fixedBy, open, durationHours, confidence, twins, evidence } = regression;
  return {
    ...{ id, kind, side, need, service, deployment, deployments, environments, name, other, from, to },
    introducedBy: printCommit(introducedBy),
    fixedBy: fixedBy && printCommit(fixedBy),
    open,
    durationHours: roundHours(durationHours),
    confidence,
    twins,
    evidence: evidence.map(printEvidence),
  };
}

function printEvidence({ commit, side, of, path, span }: Evidence): object {
  return { commit, side, of, path, span };
}

function printChange(change: Change): object {
  const { service, deployment, added, removed, remapped, renamed } = change;
  return { ...printCommit(change), service, deployment, added, removed, remapped, renamed };
}

function printCommit({ commit, date, subject }: CommitRef): object {
  return { commit, date, subject };
}

function printIncident({ cause, cure, open, durationHours, twins, parts }: Incident): object {
  return {
    cause: printCommit(cause),
    cure: cure && printCommit(cure),
    open,
    durationHours: roundHours(durationHours),
    twins,
    regressions: parts.flatMap(({ regressions }) => regressions.map(({ id }) => id)),
  };
}

function printMoment({ at, role, incidents }: Moment): object {
  const regressions = incidents.flatMap(({ parts }) => parts.flatMap((part) => part.regressions.map(({ id }) => id)));
  return { ...printCommit(at), role, regressions };
}

/** To a third of a second. */
function roundHours(hours: number | null): number | null {
  return hours === null ? null : Math.round(hours * 10_000) / 10_000;
}

function print(report: object): string {
  return `${escapeJson(JSON.stringify(report, null, 2))}\n`;
}
