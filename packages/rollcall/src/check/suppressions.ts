import { readInline } from '../comments/read.ts';
import { relevantPart } from '../link/relevant.ts';
import type { InlineDirectives, InlineSuppression } from '../model/suppression.ts';
import type { SourceTree } from '../workspace/source-tree.ts';

/** What the comments of a tree ask for, in the files that a scan reads. */
export async function inlineIn(tree: SourceTree, signal?: AbortSignal): Promise<InlineDirectives> {
  const { wanted } = relevantPart(tree);
  await tree.load(wanted, signal);
  return readInline(wanted, (path) => {
    const file = tree.text(path);
    return file?.ok ? file.text : null;
  });
}

/**
 * The comments of a change that count when it is compared with its base: those that the base has too, in the same file about the same
 * line, with the reason and the end that stand there. So a change neither excuses itself, nor prolongs what excuses it, nor moves it elsewhere.
 */
export function knownAtBase(
  own: readonly InlineSuppression[],
  base: readonly InlineSuppression[],
): readonly InlineSuppression[] {
  const left = new Map<string, InlineSuppression[]>();
  for (const one of base) left.set(keyOf(one), [...(left.get(keyOf(one)) ?? []), one]);
  return own.flatMap((one) => {
    const before = left.get(keyOf(one))?.shift();
    return before ? [{ ...one, reason: before.reason, until: before.until }] : [];
  });
}

function keyOf({ rule, names, range, about }: InlineSuppression): string {
  return JSON.stringify([range.path, about, rule, [...names].sort()]);
}
