import type { Incident, Moment, Postmortem } from '../model/postmortem.ts';
import { escapeText } from './escape.ts';
import { type FrameOf, NO_FRAMES } from './evidence-frames.ts';
import {
  preventingCommands,
  shortId,
  writeChange,
  writeDate,
  writeElapsed,
  writeGuard,
  writeMoment,
  writeUntouched,
  writeVerdict,
} from './incident-words.ts';
import { counted, type Paint, wrap } from './paint.ts';
import { writeNotRead } from './terminal-history.ts';
import { writeBriefIncident, writeCommit, writeIncident, writeSubject } from './terminal-incident.ts';

/** Hours after which an open incident is told briefly. */
const LONG_AGO = 24;

/** Columns of a moment's date. */
const DATE = 25;

/** `rollcall postmortem`: the commit, what it broke and mended, what went on around it, and what finds such a thing. */
export function postmortemText(report: Postmortem, paint: Paint, frameOf: FrameOf = NO_FRAMES): string {
  const { commit } = report;
  const recent = report.openThen.filter(({ hoursSince }) => hoursSince <= LONG_AGO);
  const old = report.openThen.filter(({ hoursSince }) => hoursSince > LONG_AGO);
  const parts = [
    paint.bold(
      wrap(`Postmortem: ${escapeText(shortId(commit.commit))} ${writeVerdict(report, escapeText)}`, '').trimStart(),
    ),
    writeAsked(report, paint),
    ...section('It broke', report.introduced, paint, frameOf),
    ...section('It mended', report.mended, paint, frameOf),
    ...writeEnded(report, paint, frameOf),
    ...section(
      'Broken shortly before it, and mended after it or not at all',
      recent.map(({ incident }) => incident),
      paint,
      frameOf,
    ),
    ...(old.length > 0 ? [paint.bold('Broken long before it')] : []),
    ...old.map(({ incident }) => writeBriefIncident(incident, paint)),
    ...(report.timeline.length > 1 ? [writeTimeline(report, paint)] : []),
    ...(report.guards.length > 0 ? [writeGuards(report, paint)] : []),
    paint.dim(`${counted(report.commits, 'commit')} read. Messages are quoted; none of them decides anything.`),
    ...writeNotRead(report, paint),
  ];
  return `${parts.join('\n\n')}\n`;
}

function writeAsked({ commit, changes, untouched, complete }: Postmortem, paint: Paint): string {
  const changed = changes.map((change) =>
    wrap(
      `For ${escapeText(change.service)} it ${writeChange(change, escapeText)} (${escapeText(change.deployment)}).`,
      '  ',
    ),
  );
  const nothing = `  It changes nothing that ${complete ? 'a deployment' : 'a deployment that was read'} gives.`;
  const left = untouched.map((one) => paint.bold(wrap(writeUntouched(one, escapeText).join(': '), '  ')));
  return [`  ${writeCommit(commit, paint, 2)}`, ...(changed.length > 0 ? changed : [nothing]), ...left].join('\n');
}

function section(title: string, incidents: readonly Incident[], paint: Paint, frameOf: FrameOf): string[] {
  return incidents.length === 0
    ? []
    : [
        paint.bold(title),
        ...incidents.map((incident) => writeIncident(incident, paint, Number.POSITIVE_INFINITY, frameOf)),
      ];
}

function writeEnded({ mendedBefore }: Postmortem, paint: Paint, frameOf: FrameOf): string[] {
  if (mendedBefore.length === 0) return [];
  return [
    paint.bold('Already mended before it'),
    ...mendedBefore.map(({ incident, hoursBefore }) => {
      const cure = incident.cure === null ? '' : ` by ${escapeText(shortId(incident.cure.commit))}`;
      const when = paint.green(`already mended${cure}, ${writeElapsed(hoursBefore)} before this commit`);
      return `${writeIncident(incident, paint, Number.POSITIVE_INFINITY, frameOf)}\n    ${when}`;
    }),
  ];
}

function writeTimeline({ timeline, commit }: Postmortem, paint: Paint): string {
  return [paint.bold('Timeline'), ...timeline.map((moment) => tellMoment(moment, commit.commit, paint))].join('\n');
}

function tellMoment(moment: Moment, asked: string, paint: Paint): string {
  const { at } = moment;
  const indent = ' '.repeat(DATE + 4);
  const mark = at.commit === asked ? 'this commit ' : '';
  const told = wrap(`${escapeText(shortId(at.commit))}  ${mark}${writeMoment(moment, escapeText)}`, indent).trimStart();
  return `  ${escapeText(writeDate(at.date)).padEnd(DATE)}  ${told}\n${indent}${paint.dim(writeSubject(at.subject, 80))}`;
}

function writeGuards({ guards, introduced, mended, mendedBefore, openThen }: Postmortem, paint: Paint): string {
  const incident = introduced[0] ?? mended[0] ?? mendedBefore[0]?.incident ?? openThen[0]?.incident ?? null;
  const commands = preventingCommands(incident?.cause ?? null).map(
    ([command, does]) => `  ${command.padEnd(34)}${paint.dim(escapeText(does))}`,
  );
  const told = guards.map((guard) => wrap(writeGuard(guard, escapeText), '  '));
  return [paint.bold('What prevents it now'), ...commands, ...told].join('\n');
}
