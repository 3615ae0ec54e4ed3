import type { Finding } from '../model/finding.ts';
import type { CheckReport, DiffReport } from '../model/report.ts';
import { bySeverity, groupAlike, MANY } from './alike.ts';
import { escapeText } from './escape.ts';
import { counted, type Paint, wrap } from './paint.ts';
import { partNotChecked, type Verdict, verdictOf, writeRest, writeVerdict } from './report-words.ts';
import { createFindingWriter, writeAlike, writeBriefly } from './terminal-findings.ts';
import { writeSuppressed } from './terminal-suppressed.ts';

/** Lines of what was not checked. */
const LINES = 15;

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
    const told = bySeverity(own.filter(({ severity }) => severity !== 'note'));
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

function serviceLine(service: string | null, { facts }: CheckReport, paint: Paint): string {
  if (service === null) return paint.bold('In general');
  const entry = facts.services.find(({ id }) => id === service)?.entry;
  return `${paint.bold(escapeText(service))}${entry ? `  ${paint.dim(escapeText(entry))}` : ''}`;
}

function writeSummary(report: CheckReport, paint: Paint): string {
  const paints: Readonly<Record<Verdict, (text: string) => string>> = {
    findings: paint.bold,
    incomplete: paint.yellow,
    clean: paint.green,
  };
  return paints[verdictOf(report)](writeVerdict(report));
}

function writeNotChecked({ notChecked, complete }: CheckReport, paint: Paint): string[] {
  if (notChecked.length === 0) return [];
  const { weighing, told, rest } = partNotChecked(notChecked);
  const lines = weighing
    .slice(0, LINES)
    .map(({ text }) => `  ${paint.yellow('!')} ${wrap(escapeText(text), '    ').trimStart()}`);
  if (weighing.length > LINES)
    lines.push(`    and ${weighing.length - LINES} more: rollcall check --format json lists all`);
  lines.push(...told.map(({ text }) => paint.dim(wrap(escapeText(text), '    '))));
  if (rest.length > 0) lines.push(paint.dim(wrap(writeRest(rest), '    ')));
  const close = complete
    ? []
    : [wrap('Incomplete: what is marked ! may hide a finding. Exit code 3, or 0 with --allow-incomplete.', '  ')];
  return [[paint.bold('Not checked'), ...lines].join('\n'), ...close];
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
