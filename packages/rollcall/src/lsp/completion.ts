import { allRules, namesIn } from '../check.ts';
import type { Resolution } from '../model/resolution.ts';

/** What may stand at a place: the text that is written already, and what may take its place. */
export interface Proposals {
  readonly start: number;
  readonly words: readonly Proposal[];
}

export interface Proposal {
  readonly text: string;
  readonly kind: 'name' | 'rule';
  /** Who reads it, in a few words. */
  readonly detail: string;
}

/** Words that a line holds where its strings are names of the environment, often. */
const ASKS = /env|config|secret|setting|var/i;

/**
 * The names that may stand at an offset: in the contract everywhere, in code inside strings, where a name can begin: at the string's begin,
 * or after `=`, `,`, `{` and the like.
 * @param unasked the editor asks by itself, since a quote was typed: then only lines that speak of the environment have an answer
 */
export function proposeAt(
  resolution: Resolution,
  { text, offset, isContract, unasked }: { text: string; offset: number; isContract: boolean; unasked: boolean },
): Proposals | null {
  const line = text.slice(Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1, offset);
  if (isContract) {
    const written = /[\w-]*$/.exec(line)?.[0] ?? '';
    return { start: offset - written.length, words: [...namesOf(resolution), ...rulesOf()] };
  }
  if (unasked && !ASKS.test(line)) return null;
  const written = /\w*$/.exec(line)?.[0] ?? '';
  return canBegin(line.slice(0, line.length - written.length))
    ? { start: offset - written.length, words: namesOf(resolution) }
    : null;
}

function namesOf(resolution: Resolution): Proposal[] {
  const readers = new Map<string, Set<string>>();
  for (const { name, service } of resolution.facts.reads) {
    const known = readers.get(name) ?? new Set();
    readers.set(name, service === null ? known : known.add(service));
  }
  return namesIn(resolution).map((text) => {
    const services = [...(readers.get(text) ?? [])].sort();
    return { text, kind: 'name', detail: services.length === 0 ? '' : `read by ${services.join(', ')}` };
  });
}

function rulesOf(): Proposal[] {
  return allRules().map(({ id, category }) => ({ text: id, kind: 'rule', detail: `rule, ${category}` }));
}

/** Whether a name can begin after this much of a line: inside a string, or as a member of what holds the environment. */
function canBegin(before: string): boolean {
  if (/\b(?:process|import\.meta)\.env\??\.$/.test(before)) return true;
  return isInString(before) && /["'`=,;:{[(\s$]$/.test(before);
}

/** Whether a line ends inside a string, by its quotes alone: strings of several lines are not known. */
function isInString(line: string): boolean {
  let open = '';
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (open !== '' && c === '\\') i++;
    else if (c === open) open = '';
    else if (open === '' && (c === '"' || c === "'" || c === '`')) open = c;
  }
  return open !== '';
}
