import type { Finding } from '../model/finding.ts';
import type { CheckReport, DiffReport, NotChecked } from '../model/report.ts';
import { escapeText } from './escape.ts';
import { counted, type Paint, wrap } from './paint.ts';
import { alikeKey, createFindingWriter, writeAlike, writeBriefly } from './terminal-findings.ts';
import { writeSuppressed } from './terminal-suppressed.ts';

/** Lines of what was not checked. */
const LINES = 15;

/** Findings that are alike and this many are told under one heading. */
const MANY = 3;

/** `rollcall check`: all findings by service, a summary, and what was not checked. */
export function checkText(report: CheckReport, paint: Paint): string {
  const parts = [
    ...writeServices(report, paint),
    ...writeSuppressed(report.findings, paint),
    writeSummary(report, paint),
    ...writeNotChecked(report, paint),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** `rollcall diff`: the same, of what the branch breaks. */
export function diffText(report: DiffReport, paint: Paint): string {
  const against = `Compared with ${escapeText(report.against.ref)} at ${report.against.commit.slice(0, 9)}.`;
  return `${paint.dim(against)}\n\n${checkText(report, paint)}`;
}

/** `rollcall`: the findings that matter most, what was not checked, and what to type next. */
export function overviewText(report: CheckReport, worst: readonly Finding[], paint: Paint): string {
  const { summary, coverage } = report;
  const found = `${counted(summary.services, 'service')}, ${counted(summary.deployments, 'deployment')}`;
  const parts = [paint.bold(`Rollcall read ${counted(coverage.files, 'file')} and found ${found}.`)];
  const write = createFindingWriter(report, paint);
  parts.push(...worst.map((finding) => `${serviceLine(finding.service, report, paint)}\n${write(finding)}`));
  const rest = summary.errors + summary.warnings - worst.length;
  if (rest > 0) parts.push(`${counted(rest, 'more finding')}: rollcall check`);
  parts.push(writeSummary(report, paint), ...writeNotChecked(report, paint), nextSteps(report, paint));
  return `${parts.join('\n\n')}\n`;
}

function writeServices(report: CheckReport, paint: Paint): string[] {
  const live = report.findings.filter(({ suppressed }) => suppressed === null);
  const services = [...new Set(live.map(({ service }) => service))];
  const write = createFindingWriter(report, paint);
  return services.map((service) => {
    const own = live.filter((finding) => finding.service === service);
    const told = own.filter(({ severity }) => severity !== 'note').sort(bySeverity);
    const notes = own.filter(({ severity }) => severity === 'note');
    const brief = [...new Set(notes.map(({ rule }) => rule))].map((rule) =>
      writeBriefly(
        rule,
        notes.filter((note) => note.rule === rule),
        paint,
      ),
    );
    const grouped = groupAlike(told).map((group) =>
      group.length < MANY ? group.map(write).join('\n\n') : writeAlike(group, paint),
    );
    return [serviceLine(service, report, paint), ...grouped, ...brief].join('\n\n');
  });
}

function groupAlike(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const [i, finding] of findings.entries()) {
    const key = alikeKey(finding) ?? String(i);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

function bySeverity(a: Finding, b: Finding): number {
  return (a.severity === 'error' ? 0 : 1) - (b.severity === 'error' ? 0 : 1);
}

function serviceLine(service: string | null, { facts }: CheckReport, paint: Paint): string {
  if (service === null) return paint.bold('In general');
  const entry = facts.services.find(({ id }) => id === service)?.entry;
  return `${paint.bold(escapeText(service))}${entry ? `  ${paint.dim(escapeText(entry))}` : ''}`;
}

function writeSummary({ summary, complete }: CheckReport, paint: Paint): string {
  const { errors, warnings, notes, suppressed, requirements } = summary;
  const scope = `${counted(summary.services, 'service')} and ${counted(summary.deployments, 'deployment')}`;
  const extra = [
    ...(notes > 0 ? [counted(notes, 'note')] : []),
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
  ];
  const also = extra.length > 0 ? ` (${extra.join(', ')})` : '';
  if (errors + warnings > 0) {
    const counts = [
      ...(errors > 0 ? [counted(errors, 'error')] : []),
      ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ];
    return paint.bold(`${counts.join(' and ')} in ${scope}${also}.`);
  }
  if (!complete) return paint.yellow(`No findings in ${scope}${also}, but not everything could be checked.`);
  return paint.green(`No findings${also}: ${counted(requirements, 'requirement')} of ${scope}.`);
}

function writeNotChecked({ notChecked, complete }: CheckReport, paint: Paint): string[] {
  if (notChecked.length === 0) return [];
  const weighing = notChecked.filter(({ matters }) => matters);
  const lines = weighing
    .slice(0, LINES)
    .map(({ text }) => `  ${paint.yellow('!')} ${wrap(escapeText(text), '    ').trimStart()}`);
  if (weighing.length > LINES)
    lines.push(`    and ${weighing.length - LINES} more: rollcall check --format json lists all`);
  const plain = notChecked.filter(
    ({ matters, reason }) => !matters && (reason === 'needs-contract' || reason === 'undecided'),
  );
  lines.push(...plain.map(({ text }) => paint.dim(wrap(escapeText(text), '    '))));
  const rest = notChecked.filter((entry) => !entry.matters && !plain.includes(entry));
  if (rest.length > 0)
    lines.push(
      paint.dim(
        wrap(`${counted(rest.length, 'gap')} that decided nothing: ${tally(rest)}. rollcall scan lists them.`, '    '),
      ),
    );
  const close = complete
    ? []
    : [wrap('Incomplete: what is marked ! may hide a finding. Exit code 3, or 0 with --allow-incomplete.', '  ')];
  return [[paint.bold('Not checked'), ...lines].join('\n'), ...close];
}

function tally(entries: readonly NotChecked[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of entries) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join(', ');
}

function nextSteps({ facts, resolution }: CheckReport, paint: Paint): string {
  if (facts.deployments.length === 0) {
    return `${paint.bold('Next')}\n${wrap('Start it in the folder that holds the deploy scripts or workflows, or name it: rollcall -C <folder>.', '  ')}`;
  }
  const steps = [
    ...(resolution.hasContract ? [] : [['rollcall init', 'propose a contract, rollcall.yaml']]),
    ['rollcall check', 'all findings'],
    ['rollcall diff --against main', 'in CI: what a branch breaks'],
  ];
  return [
    paint.bold('Next'),
    ...steps.map(([command = '', does = '']) => `  ${command.padEnd(30)}${paint.dim(does)}`),
  ].join('\n');
}
