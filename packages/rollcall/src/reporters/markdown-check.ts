import type { Finding } from '../model/finding.ts';
import type { CheckReport, DiffReport, FailureReport } from '../model/report.ts';
import { bySeverity, groupAlike, MANY } from './alike.ts';
import { codeBlock, codeSpan, oneLine, prose } from './escape-markdown.ts';
import { createPlaces, place, type ShownPlace } from './finding-places.ts';
import { partNotChecked, writeRest, writeVerdict } from './report-words.ts';

/** By which a comment is found again, to be replaced by the next one. */
const MARKER = '<!-- rollcall -->';

/** A comment on GitHub holds 65,536 characters, one on GitLab more. What is beyond this is counted, not shown. */
const LIMIT = 60_000;

/** Lines of what was not checked. */
const LINES = 15;

/** A report as a comment on a pull request, or a job's summary: GitHub's Markdown. https://github.github.com/gfm/ */
export function writeMarkdown(report: CheckReport | DiffReport): string {
  const head = [MARKER, '## Rollcall', ...againstOf(report), `**${writeVerdict(report)}**`];
  const tail = writeNotChecked(report);
  const room = LIMIT - [...head, ...tail].join('\n\n').length;
  return `${[...head, ...fit(writeFindings(report), room), ...tail].join('\n\n')}\n`;
}

/** A run that ended before it could tell anything. */
export function failureMarkdown({ what, fix, details }: FailureReport): string {
  const told = [
    MARKER,
    '## Rollcall',
    '**Nothing was checked.**',
    codeBlock([what, ...details, fix].map(oneLine).join('\n')),
  ];
  return `${told.join('\n\n')}\n`;
}

function againstOf(report: CheckReport | DiffReport): string[] {
  if (!('against' in report)) return [];
  const { ref, commit } = report.against;
  return [`What this change breaks, compared with ${codeSpan(ref)} at ${codeSpan(commit.slice(0, 9))}.`];
}

function writeFindings(report: CheckReport): string[] {
  const live = report.findings.filter(({ suppressed }) => suppressed === null);
  const placesOf = createPlaces(report);
  const parts = [...new Set(live.map(({ service }) => service))].flatMap((service) => {
    const own = live.filter((finding) => finding.service === service);
    const told = bySeverity(own.filter(({ severity }) => severity !== 'note'));
    const notes = own.filter(({ severity }) => severity === 'note');
    if (told.length === 0 && notes.length === 0) return [];
    const groups = groupAlike(told).flatMap((group) =>
      group.length < MANY ? group.map((finding) => writeFinding(finding, placesOf(finding))) : [writeGroup(group)],
    );
    return [`### ${service === null ? 'In general' : codeSpan(service)}`, ...groups, ...writeNotes(notes)];
  });
  return [...parts, ...writeSuppressed(report.findings)];
}

function writeFinding(finding: Finding, places: readonly ShownPlace[]): string {
  const { what, why, fix } = finding;
  const frames = places.flatMap(({ side, span, frame }) =>
    frame === null ? [] : [`${side} ${place(span)}\n${frame}`],
  );
  return [
    `${headOf(finding)}  \n${prose(what)} ${prose(why)}`,
    ...(fix.command === undefined ? [] : [codeBlock(oneLine(fix.command))]),
    ...(frames.length === 0
      ? places.map(({ side, span }) => `${side} ${codeSpan(place(span))}`)
      : [`<details><summary>Both sides</summary>\n\n${codeBlock(frames.join('\n\n'))}\n\n</details>`]),
  ].join('\n\n');
}

function headOf({ severity, rule, name, environment }: Finding): string {
  const sign = severity === 'error' ? '❌ **error**' : '⚠️ **warning**';
  const about = [name, environment].flatMap((word) => (word === null ? [] : [codeSpan(word)])).join(' ');
  return [sign, about, `(${codeSpan(rule)})`].filter((part) => part !== '').join(' ');
}

function writeGroup(group: readonly Finding[]): string {
  const [first] = group;
  if (!first) return '';
  const names = group.flatMap(({ name }) => (name === null ? [] : [codeSpan(name)]));
  return `${headOf(first)}  \n${prose(first.what)} ${prose(first.why)} The same holds for: ${names.join(', ')}.`;
}

function writeNotes(notes: readonly Finding[]): string[] {
  if (notes.length === 0) return [];
  const lines = notes.map(({ rule, what }) => `- ${prose(what)} (${codeSpan(rule)})`);
  return [`<details><summary>${notes.length} notes</summary>\n\n${lines.join('\n')}\n\n</details>`];
}

function writeSuppressed(findings: readonly Finding[]): string[] {
  const lines = findings.flatMap(({ suppressed, what }) =>
    suppressed ? [`- ${prose(what)} Suppressed: ${prose(suppressed.reason)}`] : [],
  );
  if (lines.length === 0) return [];
  return [`<details><summary>${lines.length} suppressed</summary>\n\n${lines.join('\n')}\n\n</details>`];
}

function writeNotChecked({ notChecked, complete }: CheckReport): string[] {
  if (notChecked.length === 0) return [];
  const { weighing, told, rest } = partNotChecked(notChecked);
  const lines = [
    ...weighing.slice(0, LINES).map(({ text }) => `- ⚠️ ${prose(text)}`),
    ...(weighing.length > LINES ? [`- and ${weighing.length - LINES} more`] : []),
    ...told.map(({ text }) => `- ${prose(text)}`),
    ...(rest.length > 0 ? [`- ${prose(writeRest(rest))}`] : []),
  ];
  const close = complete ? [] : ['Incomplete: what is marked may hide a finding.'];
  return ['### Not checked', lines.join('\n'), ...close];
}

/** As many parts as there is room for, and how many there are besides. */
function fit(parts: readonly string[], room: number): readonly string[] {
  let left = room;
  const shown = parts.filter((part) => {
    left -= part.length + 2;
    return left > 0;
  });
  return shown.length === parts.length
    ? parts
    : [...shown, `… and ${parts.length - shown.length} more parts: \`rollcall check\` shows all.`];
}
