import { stripVTControlCharacters } from 'node:util';
import { checkOut } from './repository.ts';
import { type Finding, judge, show, type Verdict } from './rollcall.ts';
import type { Chapter, Telling } from './story.ts';

/** The finding that is shown in full: the cause that the post-mortem did not see. */
const shownInFull = { commit: '9042e716a', name: 'SECRET_KEY' };

export interface Teller {
  readonly say: (line: string) => void;
  readonly inColour: boolean;
}

/** Plays one repository, commit by commit; returns how many verdicts differ from what the facts say. */
export async function tell(
  telling: Telling,
  folder: string,
  commits: readonly string[],
  teller: Teller,
): Promise<number> {
  let differences = 0;
  teller.say(paint(telling.title, 1, teller));
  for (const [index, chapter] of telling.chapters.entries()) {
    const commit = commits[index];
    if (commit === undefined) throw new Error(`${telling.id} has fewer commits than the story`);
    await checkOut(folder, commit);
    differences += await tellChapter(chapter, folder, index > 0, teller);
  }
  await checkOut(folder, 'main');
  return differences;
}

async function tellChapter(chapter: Chapter, folder: string, hasParent: boolean, teller: Teller): Promise<number> {
  const { state, subject } = chapter;
  const short = state.commit?.slice(0, 9);
  const when = state.date.slice(0, 16).replace('T', ' ');
  teller.say(`\n${[when, short, paint(subject, 1, teller)].filter((part) => part !== undefined).join('  ')}`);
  const [check, diff] = await Promise.all([
    judge(folder, ['check']),
    hasParent ? judge(folder, ['diff', '--against', 'HEAD~1']) : null,
  ]);
  let differences = tellVerdict('check', check, state.unmet, teller);
  if (diff) differences += tellVerdict('diff --against HEAD~1', diff, state.newlyUnmet, teller);
  if (short === shownInFull.commit) await tellInFull(folder, teller);
  return differences;
}

function tellVerdict(command: string, verdict: Verdict, expected: readonly string[], teller: Teller): number {
  const isCheck = command === 'check';
  const { exitCode, findings } = verdict;
  const label = `  ${command.padEnd(22)}`;
  if (exitCode === 0) teller.say(`${label}${paint('clean', 32, teller)}${isCheck ? '' : ': nothing newly missing'}`);
  else if (isCheck) tellFindings(label, findings, teller);
  else
    teller.say(`${label}${paint('fails', 31, teller)}: newly missing ${findings.map(({ name }) => name).join(', ')}`);
  const difference = compare(verdict, expected);
  if (difference !== null) teller.say(paint(`  DIFFERS FROM THE FACTS: ${difference}`, 31, teller));
  return difference === null ? 0 : 1;
}

function tellFindings(label: string, findings: readonly Finding[], teller: Teller): void {
  for (const [index, finding] of findings.entries()) {
    const start = index === 0 ? `${label}${paint('fails', 31, teller)}: ` : ' '.repeat(label.length + 7);
    teller.say(`${start}${sentence(finding)}`);
  }
}

function sentence({ service, environment, name, given, what }: Finding): string {
  return given === 'no' ? `${service} needs ${name} in ${environment}, not given` : what;
}

/** How a verdict differs from what the facts let expect; null when it does not. */
export function compare({ exitCode, findings }: Verdict, expected: readonly string[]): string | null {
  const wantedExit = expected.length > 0 ? 1 : 0;
  const found = findings.map(({ service, name }) => `${service} ${name}`).sort();
  const sameFindings = found.length === expected.length && found.every((need, index) => need === expected[index]);
  if (sameFindings && exitCode === wantedExit) return null;
  const list = (needs: readonly string[]): string => (needs.length > 0 ? needs.join(', ') : 'nothing');
  return `expected ${list(expected)} (exit ${wantedExit}), found ${list(found)} (exit ${exitCode}).`;
}

async function tellInFull(folder: string, teller: Teller): Promise<void> {
  const output = await show(folder, ['check', '--only', 'auth'], teller.inColour);
  const block = output.split('\n\n').find((part) => {
    const [heading = ''] = stripVTControlCharacters(part).trimStart().split('\n');
    return heading.split(/\s+/).includes(shownInFull.name);
  });
  if (block === undefined) return;
  teller.say('\n  One of them in full, as `rollcall check` prints it:\n');
  teller.say(block.trimEnd().replace(/^/gm, '  '));
}

function paint(text: string, code: number, { inColour }: Teller): string {
  return inColour ? `\u001b[${code}m${text}\u001b[0m` : text;
}
