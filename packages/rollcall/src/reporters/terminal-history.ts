import type { History } from '../model/history.ts';
import type { HistoryReport } from '../model/postmortem.ts';
import { escapeText } from './escape.ts';
import { shortId } from './incident-words.ts';
import { counted, type Paint, wrap } from './paint.ts';
import { writeIncident } from './terminal-incident.ts';

/** Places that one part of an incident names. */
const PLACES = 6;

/** Lines of what was not read. */
const LINES = 15;

/** `rollcall history`: the open regressions, then the mended ones, then what was read and what was not. */
export function historyText(report: HistoryReport, paint: Paint): string {
  const open = report.incidents.filter((incident) => incident.open);
  const ended = report.incidents.filter((incident) => !incident.open);
  const write = (incident: HistoryReport['incidents'][number]): string => writeIncident(incident, paint, PLACES);
  const parts = [
    ...(open.length > 0 ? [paint.bold('Open'), ...open.map(write)] : []),
    ...(ended.length > 0 ? [paint.bold('Mended'), ...ended.map(write)] : []),
    writeSummary(report, paint),
    ...writeNotRead(report.history, paint),
    ...writeNext(report, paint),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What of a history could not be read; nothing where all was. */
export function writeNotRead(
  { notRead, missingObjects, complete }: Pick<History, 'notRead' | 'missingObjects' | 'complete'>,
  paint: Paint,
): string[] {
  const told = [
    ...notRead,
    ...(missingObjects.length > 0
      ? [`${counted(missingObjects.length, 'object')} missing in this clone; --format json lists all.`]
      : []),
  ];
  const lines = told
    .slice(0, LINES)
    .map((text) => `  ${paint.yellow('!')} ${wrap(escapeText(text), '    ').trimStart()}`);
  if (told.length > LINES) lines.push(`    and ${told.length - LINES} more: --format json lists all`);
  const close = complete
    ? []
    : [wrap('Incomplete: what was not read may hide a regression. Exit code 3, or 0 with --allow-incomplete.', '  ')];
  return [...(lines.length > 0 ? [[paint.bold('Not read'), ...lines].join('\n')] : []), ...close];
}

function writeSummary({ history, total }: HistoryReport, paint: Paint): string {
  const { commits, regressions, changes, complete } = history;
  const read = `${counted(commits, 'commit')} read, ${counted(changes.length, 'change')} of what deployments give.`;
  const open = regressions.filter((one) => one.open).length;
  const hidden = total - regressions.length;
  const also = hidden > 0 ? ` ${hidden} more ${hidden === 1 ? 'is' : 'are'} not shown.` : '';
  if (regressions.length === 0) {
    const none = `No regressions${hidden > 0 ? ' of those asked for' : ''}.${also}`;
    return `${complete ? paint.green(none) : paint.yellow(none)} ${paint.dim(read)}`;
  }
  const counts = `${counted(regressions.length, 'regression')}: ${open} open, ${regressions.length - open} ended.`;
  return `${paint.bold(counts)}${also} ${paint.dim(read)}`;
}

function writeNext({ incidents }: HistoryReport, paint: Paint): string[] {
  const [first] = incidents;
  if (!first) return [];
  const command = `rollcall postmortem ${escapeText(shortId(first.cause.commit))}`;
  return [
    `${paint.bold('Next')}\n  ${command.padEnd(32)}${paint.dim('what happened there, with the evidence; any commit will do')}`,
  ];
}
