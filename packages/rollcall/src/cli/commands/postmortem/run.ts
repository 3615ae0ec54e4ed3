import { createError } from '../../../errors.ts';
import { holdsCommit, readCommitRef } from '../../../history/commit-ref.ts';
import { commitToExplain, postmortemOf } from '../../../history/postmortem.ts';
import type { Postmortem } from '../../../model/postmortem.ts';
import { type FrameOf, NO_FRAMES } from '../../../reporters/evidence-frames.ts';
import { postmortemJson } from '../../../reporters/json.ts';
import { postmortemMarkdown } from '../../../reporters/markdown-postmortem.ts';
import { postmortemText } from '../../../reporters/terminal-postmortem.ts';
import type { GivenOptions, RunCommand } from '../../command.ts';
import { type HistorySession, withHistory } from '../../history-session.ts';
import { isJson, paintOf } from '../../session.ts';
import { version } from '../../version.ts';
import { drawEvidence } from './draw-evidence.ts';

export const run: RunCommand = ([asked], options) => {
  if (options.only !== undefined && options.only.length > 0) {
    const fix = 'Leave --only out; `rollcall history --service` lists the regressions of one.';
    throw createError('USAGE', { what: 'A postmortem is about a commit and all services that it concerns.', fix });
  }
  return withHistory(options, async (session) => {
    const report = await explain(session, asked, options.all === true);
    const frameOf = isJson(options) ? NO_FRAMES : await drawEvidence(report, session);
    return { stdout: write(report, options, frameOf), exitCode: report.complete || options.allowIncomplete ? 0 : 3 };
  });
};

/** A commit that HEAD does not contain is explained by the history of all refs. */
async function explain(
  { repository, read }: HistorySession,
  asked: string | undefined,
  all: boolean,
): Promise<Postmortem> {
  if (asked === undefined) {
    const history = await read(all);
    const commit = commitToExplain(history) ?? (await readCommitRef(repository, 'HEAD'));
    return postmortemOf(history, commit);
  }
  const commit = await readCommitRef(repository, asked);
  const reached = await holdsCommit(repository, commit.commit);
  if (reached === 'nothing') {
    const fix = 'Make a branch or a tag of it, and ask again.';
    throw createError('USAGE', { what: `No branch and no tag contains ${asked}, so no history tells of it.`, fix });
  }
  return postmortemOf(await read(all || reached === 'a ref'), commit);
}

function write(report: Postmortem, options: GivenOptions, frameOf: FrameOf): string {
  if (isJson(options)) return postmortemJson(report, version);
  return options.format === 'markdown'
    ? postmortemMarkdown(report, frameOf)
    : postmortemText(report, paintOf(options), frameOf);
}
