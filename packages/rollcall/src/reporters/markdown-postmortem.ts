import type { CommitRef } from '../model/history.ts';
import type { Incident, IncidentPart, Moment, Postmortem } from '../model/postmortem.ts';
import { codeBlock, codeSpan } from './escape-markdown.ts';
import { type FrameOf, framesOf, NO_FRAMES } from './evidence-frames.ts';
import { indent } from './frame.ts';
import {
  evidenceRows,
  namesByNeed,
  preventingCommands,
  shortId,
  writeChange,
  writeDate,
  writeElapsed,
  writeGuard,
  writeList,
  writeMoment,
  writeNeed,
  writeSentence,
  writeSources,
  writeUntouched,
  writeVerdict,
} from './incident-words.ts';
import { counted } from './paint.ts';

/** `rollcall postmortem --format markdown`: the report as a document. Everything foreign is a code span. */
export function postmortemMarkdown(report: Postmortem, frameOf: FrameOf = NO_FRAMES): string {
  const { commit, introduced, mended, openThen, mendedBefore, timeline, guards } = report;
  const parts = [
    `# Postmortem of ${codeSpan(shortId(commit.commit))}`,
    `**In short:** this commit ${writeVerdict(report, codeSpan)}.`,
    '## The commit',
    ...writeAsked(report),
    ...section('What it broke', introduced, frameOf),
    ...section('What it mended', mended, frameOf),
    ...(mendedBefore.length > 0 ? ['## What was already mended before it'] : []),
    ...mendedBefore.flatMap(({ incident, hoursBefore }) => {
      const cure = incident.cure === null ? '' : ` by ${codeSpan(shortId(incident.cure.commit))}`;
      return [
        `Already mended${cure}, ${writeElapsed(hoursBefore)} before this commit.`,
        ...writeIncident(incident, frameOf),
      ];
    }),
    ...section(
      'What was broken while it was made',
      openThen.map(({ incident }) => incident),
      frameOf,
    ),
    ...(timeline.length > 1 ? ['## Timeline', list(timeline.map((moment) => tellMoment(moment, commit)))] : []),
    ...(guards.length > 0 ? ['## What prevents it now', ...writeGuards(report)] : []),
    '## How this was told',
    `${counted(report.commits, 'commit')} read, both sides of each. Messages are quoted; none of them decides anything. No values are shown.`,
    ...writeNotRead(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function writeAsked({ commit, changes, untouched, complete }: Postmortem): string[] {
  const changed = changes.map(
    (change) => `For ${codeSpan(change.service)} it ${writeChange(change, codeSpan)} (${codeSpan(change.deployment)}).`,
  );
  const nothing = `It changes nothing that ${complete ? 'a deployment' : 'a deployment that was read'} gives.`;
  const left = untouched.map((one) => {
    const [what, why] = writeUntouched(one, codeSpan);
    return `**${what}:** ${why}`;
  });
  return [tellCommit(commit), list([...(changed.length > 0 ? changed : [nothing]), ...left])];
}

function section(title: string, incidents: readonly Incident[], frameOf: FrameOf): string[] {
  return incidents.length === 0 ? [] : [`## ${title}`, ...incidents.flatMap((one) => writeIncident(one, frameOf))];
}

function writeIncident(incident: Incident, frameOf: FrameOf): string[] {
  const { cause, cure, open, durationHours, twins } = incident;
  const commits = [
    `Cause: ${tellCommit(cause)}`,
    ...(cure === null ? [] : [`Cure: ${tellCommit(cure)}`]),
    ...(durationHours === null ? [] : [`Elapsed: ${writeElapsed(durationHours)}`]),
    ...(open ? [cure === null ? '**Open:** nothing mended it yet' : '**Open** still, on another branch'] : []),
    ...(cure === null && !open ? ['Ended: no branch holds it any more'] : []),
    ...(twins.length > 0
      ? [`Twins, which made the same change: ${twins.map((id) => codeSpan(shortId(id))).join(', ')}`]
      : []),
  ];
  return [...incident.parts.flatMap((part) => writePart(part, incident, frameOf)), list(commits)];
}

function writePart(part: IncidentPart, { cause, cure }: Incident, frameOf: FrameOf): string[] {
  const names = namesByNeed(part).map(
    ({ need, names: some }) => `${writeList(some.map(codeSpan))} (${writeNeed(need)})`,
  );
  const rows = evidenceRows(part, [cause.commit, ...(cure ? [cure.commit] : [])]).map(
    ({ of, side, commit, path, lines, places }) => {
      const at = lines.length === 0 ? path : `${path}:${lines.join(', ')}`;
      const frames = framesOf(places, frameOf).map((frame) => `\n\n${indent(codeBlock(frame), '  ')}`);
      return `${of}: ${codeSpan(at)}, ${side} ${codeSpan(shortId(commit))}${frames.join('')}`;
    },
  );
  const lines = [...writeSources(part, codeSpan), ...rows];
  return [
    `### ${part.kind}: ${codeSpan(part.service)}`,
    `${names.join('; ')}. ${writeSentence(part, codeSpan)}`,
    ...(lines.length > 0 ? [list(lines)] : []),
  ];
}

function tellCommit({ commit, date, subject }: CommitRef): string {
  const message = subject === '' ? 'without a subject' : `which says ${codeSpan(subject)}`;
  return `${codeSpan(shortId(commit))} of ${codeSpan(writeDate(date))}, ${message}`;
}

function tellMoment(moment: Moment, asked: CommitRef): string {
  const { at } = moment;
  const mark = at.commit === asked.commit ? ' (this commit)' : '';
  const head = `${codeSpan(writeDate(at.date))} ${codeSpan(shortId(at.commit))}${mark}`;
  return `${head} ${writeMoment(moment, codeSpan)}`;
}

function writeGuards({ guards, introduced, mended, mendedBefore, openThen }: Postmortem): string[] {
  const incident = introduced[0] ?? mended[0] ?? mendedBefore[0]?.incident ?? openThen[0]?.incident ?? null;
  const commands = preventingCommands(incident?.cause ?? null).map(
    ([command, does]) => `${codeSpan(command)}: ${does.replace('<base>', '`<base>`')}`,
  );
  return [list(commands), list(guards.map((guard) => writeGuard(guard, codeSpan)))];
}

function writeNotRead({ notRead, missingObjects, complete }: Postmortem): string[] {
  const told = [
    ...notRead.map(codeSpan),
    ...(missingObjects.length > 0 ? [`${counted(missingObjects.length, 'object')} missing in this clone`] : []),
  ];
  return [
    ...(told.length > 0 ? ['Not read:', list(told)] : []),
    ...(complete ? [] : ['**Incomplete:** what was not read may hide a regression.']),
  ];
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
