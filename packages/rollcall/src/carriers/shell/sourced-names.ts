import type { Text } from '../../model/text.ts';
import { equalTo, type Guard } from './guard.ts';
import { resolvePath } from './hand-over.ts';
import type { ListPaths } from './machine.ts';
import { markOf } from './values.ts';

/** More files than these are not followed: what names them is then not known. */
const MOST_FILES = 40;

/** Files that others are made from, and that nobody sources. */
const SAMPLE = /(^|[.\-_/])(example|sample|template|dist|tmpl)([.\-_]|$)/i;

/**
 * The files of the tree that a name with holes in it may mean (`config/$ENV.sh`): of each, what it tells of the unknowns. A hole stands
 * for one part of a path; what begins with one may mean anything.
 * @param directory from which the name counts
 */
export function filesNamed(name: Text, directory: string, list: ListPaths | undefined): readonly Guard[] {
  const [first] = name;
  const last = name.at(-1);
  // Where one hole ends and the next begins nobody can tell.
  const isClear = name.every((piece, i) => piece.kind === 'text' || (markOf(piece) && name[i - 1]?.kind === 'text'));
  if (!list || first?.kind !== 'text' || !last || !isClear) return [];
  const before = resolvePath(directory, `${first.text}x`)?.slice(0, -1);
  if (before === undefined) return [];
  const keys: string[] = [];
  const pieces = name.slice(1).map((piece) => {
    if (piece.kind === 'text') return literally(piece.text);
    const key = markOf(piece)?.key ?? '';
    const known = keys.indexOf(key);
    if (known >= 0) return `\\${known + 1}`;
    keys.push(key);
    return '([^/]+)';
  });
  const pattern = new RegExp(`^${literally(before)}${pieces.join('')}$`);
  const found = list(before, last.kind === 'text' ? last.text : '').flatMap((path) => {
    const match = SAMPLE.test(path) ? null : pattern.exec(path);
    return match ? [guardOf(name, keys, match)] : [];
  });
  return found.length <= MOST_FILES ? found : [];
}

function guardOf(name: Text, keys: readonly string[], match: RegExpExecArray): Guard {
  return new Map(
    keys.map((key, i) => {
      const piece = name.find((one) => markOf(one)?.key === key);
      const subject = (piece && markOf(piece)?.subject) ?? key;
      return [key, equalTo(subject, match[i + 1] ?? '', [])] as const;
    }),
  );
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
