import type { Incident, Moment, Postmortem } from '../model/postmortem.ts';
import { escapeText } from './escape.ts';
import {
  preventingCommands,
  shortId,
  writeChange,
  writeDate,
  writeElapsed,
  writeGuard,
  writeList,
} from './incident-words.ts';
import { counted, type Paint, wrap } from './paint.ts';
import { writeNotRead } from './terminal-history.ts';
import { writeCommit, writeIncident, writeSubject } from './terminal-incident.ts';

/** `rollcall postmortem`: the commit, what it broke and mended, what went on around it, and what finds such a thing. */
export function postmortemText(report: Postmortem, paint: Paint): string {
  const { commit, title } = report;
  const parts = [
    paint.bold(wrap(`Postmortem: ${shortId(commit.commit)} ${escapeText(title)}`, '')),
    writeAsked(report, paint),
    ...section('It broke', report.introduced, paint),
    ...section('It mended', report.mended, paint),
    ...section('Broken while it was made', report.openThen, paint),
    ...writeEnded(report, paint),
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
  const left = untouched.map(({ service, names }) => {
    const list = writeList(names.map(escapeText));
    const what = `It does not touch ${list}: what ${escapeText(service)} is given for ${names.length === 1 ? 'it' : 'them'}`;
    return paint.bold(wrap(`${what} is the same before and after.`, '  '));
  });
  return [
    `  ${writeCommit(commit, paint)}`,
    ...(changed.length > 0
      ? changed
      : [`  It changes nothing that ${complete ? 'a deployment' : 'a deployment that was read'} gives.`]),
    ...left,
  ].join('\n');
}

function section(title: string, incidents: readonly Incident[], paint: Paint): string[] {
  return incidents.length === 0
    ? []
    : [paint.bold(title), ...incidents.map((incident) => writeIncident(incident, paint, Number.POSITIVE_INFINITY))];
}

function writeEnded({ mendedBefore }: Postmortem, paint: Paint): string[] {
  if (mendedBefore.length === 0) return [];
  return [
    paint.bold('Already mended before it'),
    ...mendedBefore.map(({ incident, hoursBefore }) => {
      const cure = incident.cure === null ? '' : ` by ${escapeText(shortId(incident.cure.commit))}`;
      const when = `    ${paint.green(`already mended${cure}, ${writeElapsed(hoursBefore)} before this commit`)}`;
      return `${writeIncident(incident, paint, Number.POSITIVE_INFINITY)}\n${when}`;
    }),
  ];
}

function writeTimeline({ timeline, commit }: Postmortem, paint: Paint): string {
  const lines = timeline.map((moment) => {
    const asked = moment.at.commit === commit.commit ? paint.bold('  this commit') : '';
    const { at } = moment;
    const id = paint.cyan(escapeText(shortId(at.commit)));
    return `  ${escapeText(writeDate(at.date))}  ${id}  ${tellMoment(moment)}${asked}\n${' '.repeat(29)}${paint.dim(writeSubject(at.subject))}`;
  });
  return [paint.bold('Timeline'), ...lines].join('\n');
}

function tellMoment({ role, incident }: Moment): string {
  if (incident === null) return 'breaks and mends nothing';
  const subjects = incident.parts.map(({ service, regressions }) => {
    const names = [...new Set(regressions.map(({ name }) => escapeText(name)))];
    const some = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
    return `${writeList(some)} of ${escapeText(service)}`;
  });
  return `${role === 'cause' ? 'breaks' : 'mends'} ${writeList([...new Set(subjects)])}`;
}

function writeGuards({ guards, introduced, mended, mendedBefore, openThen }: Postmortem, paint: Paint): string {
  const incident = introduced[0] ?? mended[0] ?? mendedBefore[0]?.incident ?? openThen[0] ?? null;
  const commands = preventingCommands(incident?.cause ?? null).map(
    ([command, does]) => `  ${command.padEnd(34)}${paint.dim(escapeText(does))}`,
  );
  const told = guards.map((guard) => wrap(writeGuard(guard, escapeText), '  '));
  return [paint.bold('What prevents it now'), ...commands, ...told].join('\n');
}
