import type { Word } from 'unbash';
import { known } from '../../model/text.ts';
import type { ListPaths } from './machine.ts';
import { type Entry, isItem } from './values.ts';

/** More paths than these are not gone through one by one. */
const MOST_PATHS = 64;

/** Whether a word holds a pattern that no quotes cover. */
export function isPattern(word: Word): boolean {
  const { parts } = word;
  return parts ? parts.some((part) => part.type === 'Glob') : /[*?]/.test(word.text);
}

/**
 * The paths of the tree that a pattern stands for, in their order: of a pattern with a final slash the folders. A pattern that matches nothing stays as it is, and so
 * does one of which only run time knows a part; null: there are more than are followed.
 * https://www.gnu.org/software/bash/manual/bash.html#Filename-Expansion
 */
export function expandPathnames(entry: Entry, directory: string | null, list: ListPaths): readonly Entry[] | null {
  const pattern = isItem(entry) ? known(entry.text) : null;
  if (!isItem(entry) || pattern === null || directory === null || !isFollowed(pattern)) return [entry];
  const base = directory === '' ? '' : `${directory}/`;
  const wanted = pattern.replace(/^\.\//, '');
  const found = new Set<string>();
  for (const path of list(base + (/^[^*?]*/.exec(wanted)?.[0] ?? ''), '')) {
    const match = matched(wanted, path.slice(base.length));
    if (match !== null) found.add(match);
    if (found.size > MOST_PATHS) return null;
  }
  if (found.size === 0) return [entry];
  const range = entry.text[0]?.range ?? null;
  return [...found].sort().map((path) => ({ ...entry, text: [{ kind: 'text', text: path, range, exact: false }] }));
}

/** Classes of characters and alternatives are left to run time, as are paths outside of the tree. */
function isFollowed(pattern: string): boolean {
  return /[*?]/.test(pattern) && !/[[\]{}()!~\\]|^\/|\.\.|\*\*/.test(pattern);
}

/** What of a path a pattern matches: as many parts as it has, and a further one below where it asks for a folder. */
function matched(pattern: string, path: string): string | null {
  const isFolder = pattern.endsWith('/');
  const wanted = pattern.replace(/\/$/, '').split('/');
  const parts = path.split('/');
  if (parts.length < wanted.length + (isFolder ? 1 : 0)) return null;
  const own = parts.slice(0, wanted.length);
  const isMatch = own.every((part, i) => matchesPart(wanted[i] ?? '', part));
  return isMatch ? own.join('/') + (isFolder ? '/' : '') : null;
}

/** A dot at the head of a name is only matched by a dot. */
function matchesPart(wanted: string, part: string): boolean {
  return (!part.startsWith('.') || wanted.startsWith('.')) && isLike(wanted, part);
}

/** By steps, since a regular expression of many stars takes a name's length to their number. */
function isLike(wanted: string, part: string): boolean {
  let [i, star, resumed] = [0, -1, 0];
  for (let at = 0; at < part.length; ) {
    if (wanted[i] === '*') [star, resumed, i] = [i, at, i + 1];
    else if (wanted[i] === '?' || wanted[i] === part[at]) [i, at] = [i + 1, at + 1];
    else if (star >= 0) [i, resumed, at] = [star + 1, resumed + 1, resumed + 1];
    else return false;
  }
  return /^\**$/.test(wanted.slice(i));
}
