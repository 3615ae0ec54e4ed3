import type { CommitRef, Need } from '../model/history.ts';
import type { Incident, IncidentPart } from '../model/postmortem.ts';
import { escapeText } from './escape.ts';
import { type FrameOf, framesOf, NO_FRAMES } from './evidence-frames.ts';
import { indent, paintFrame } from './frame.ts';
import {
  type EvidenceRow,
  evidenceRows,
  namesByNeed,
  shortId,
  writeDate,
  writeElapsed,
  writeNeed,
  writeSentence,
  writeSome,
  writeSources,
} from './incident-words.ts';
import { type Paint, wrap } from './paint.ts';

/** Names in a headline; more get lines of their own. */
const INLINE = 3;

/** Lines of one file that a place names. */
const LINES = 5;

/** Columns of `    introduced  `. */
const LABEL = 16;

/** Columns that a commit's line may have. */
const WIDTH = 120;

/** Columns of a subject that stay, however little room there is. */
const SUBJECT = 40;

/** What two commits broke and mended: each part, then the commits, once. */
export function writeIncident(incident: Incident, paint: Paint, places: number, frameOf: FrameOf = NO_FRAMES): string {
  return [
    ...incident.parts.flatMap((part) => writePart(part, incident, paint, places, frameOf)),
    ...writeCommits(incident, paint),
  ].join('\n');
}

/** `1a2b3c4d5  2025-09-04 20:44 -07:00  “subject”`, below or behind something of some columns. */
export function writeCommit(commit: CommitRef, paint: Paint, before: number, between = ''): string {
  const id = escapeText(shortId(commit.commit));
  const head = `${escapeText(writeDate(commit.date))}${between}`;
  const room = WIDTH - before - id.length - head.length - 4;
  return `${paint.cyan(id)}  ${head}  ${paint.dim(writeSubject(commit.subject, room))}`;
}

/** A subject on one line, in quotation marks. */
export function writeSubject(subject: string, room: number): string {
  const told = escapeText(subject);
  if (told === '') return '(no subject)';
  const most = Math.max(SUBJECT, room) - 2;
  return `“${told.length > most ? `${told.slice(0, most - 1)}…` : told}”`;
}

/** An incident in a line for each part, and one for its cause. */
export function writeBriefIncident({ parts, cause, cure }: Incident, paint: Paint): string {
  const end = cure === null ? 'not mended yet' : `mended later by ${escapeText(shortId(cure.commit))}`;
  return [
    ...parts.map(
      ({ kind, service, regressions }) =>
        `  ${paint.yellow(kind)}  ${escapeText(service)}  ${writeSome(
          regressions.map(({ name }) => name),
          escapeText,
          INLINE,
        )}`,
    ),
    `    since ${writeCommit(cause, paint, 10, `, ${end}`)}`,
  ].join('\n');
}

function writePart(part: IncidentPart, incident: Incident, paint: Paint, places: number, frameOf: FrameOf): string[] {
  const order = [incident.cause.commit, ...(incident.cure ? [incident.cure.commit] : [])];
  const rows = evidenceRows(part, order);
  const more = rows.length - places;
  return [
    ...writeHead(part, incident, paint),
    wrap(writeSentence(part, escapeText), '    '),
    ...writeSources(part, escapeText).map((line) => wrap(line, '      ')),
    ...rows.slice(0, places).flatMap((row) => [writePlace(row, paint), ...writeFrames(row, paint, frameOf)]),
    ...(more > 0 ? [paint.dim(`    and ${more} more places: --format json lists all`)] : []),
  ];
}

function writeHead(part: IncidentPart, { open }: Incident, paint: Paint): string[] {
  const groups = namesByNeed(part);
  const names = groups.flatMap((group) => group.names);
  const [first] = groups;
  const kind = open ? paint.red(part.kind) : paint.green(part.kind);
  const head = `  ${kind}  ${paint.bold(escapeText(part.service))}`;
  const sure = Math.min(...part.regressions.map(({ confidence }) => confidence));
  const doubt = sure < 0.8 ? paint.dim(`  ${Math.round(sure * 100)}% sure`) : '';
  if (first && groups.length === 1 && names.length <= INLINE) {
    return [`${head}  ${paint.bold(writeNames(names))}  ${paintNeed(first.need, paint)}${doubt}`];
  }
  return [
    `${head}  ${names.length} names${doubt}`,
    ...groups.map(({ need, names: some }) => {
      const label = writeNeed(need);
      const text = wrap(writeNames(some), ' '.repeat(6 + label.length)).trimStart();
      return `    ${paintNeed(need, paint)}  ${text}`;
    }),
  ];
}

function writePlace({ of, side, commit, path, lines }: EvidenceRow, paint: Paint): string {
  const shown = lines.slice(0, LINES).join(', ');
  const rest = lines.length > LINES ? ` and ${lines.length - LINES} more` : '';
  const at = `${escapeText(path)}${shown === '' ? '' : `:${shown}`}${rest}`;
  return `    ${paint.cyan(of.padEnd(6))}  ${at}  ${paint.dim(`${side} ${escapeText(shortId(commit))}`)}`;
}

/** Frames of some places of a row; the others are named. */
function writeFrames({ places }: EvidenceRow, paint: Paint, frameOf: FrameOf): string[] {
  return framesOf(places, frameOf).map((frame) => indent(paintFrame(frame, paint), '      '));
}

function writeCommits({ cause, cure, open, durationHours, twins }: Incident, paint: Paint): string[] {
  const after = durationHours === null ? '' : `, after ${writeElapsed(durationHours)}`;
  const still = cure === null ? 'nothing mended it yet' : 'still, on another branch';
  const same = twins.map((twin) => escapeText(shortId(twin))).join(', ');
  return [
    `    introduced  ${writeCommit(cause, paint, LABEL)}`,
    ...(cure === null ? [] : [`    mended      ${writeCommit(cure, paint, LABEL, after)}`]),
    ...(open ? [`    ${paint.red('open')}        ${still}`] : []),
    ...(cure === null && !open ? ['    ended       no branch holds it any more'] : []),
    ...(same === '' ? [] : [`    twins       ${wrap(`${same} made the same change`, ' '.repeat(LABEL)).trimStart()}`]),
  ];
}

function writeNames(names: readonly string[]): string {
  return names.map(escapeText).join(', ');
}

function paintNeed(need: Need, paint: Paint): string {
  const text = writeNeed(need);
  if (need === 'required') return paint.magenta(text);
  return need === 'read' ? paint.yellow(text) : paint.dim(text);
}
