import type { Deployment } from '../model/deployment.ts';
import type { Range } from '../model/span.ts';

/** The text of a file with every value of a binding covered, so that a frame of it can be shown. Line ends stay. */
export function maskValues(
  deployments: readonly Deployment[],
  textOf: (path: string) => string | null,
): (path: string) => string | null {
  const hidden = new Map<string, Range[]>();
  const hide = (range: Range): void => {
    hidden.set(range.path, [...(hidden.get(range.path) ?? []), range]);
  };
  for (const deployment of deployments) {
    for (const range of deployment.hidden ?? []) hide(range);
    for (const binding of deployment.bindings)
      for (const piece of binding.value ?? []) if (piece.kind === 'text' && piece.range) hide(piece.range);
  }
  const memo = new Map<string, string | null>();
  return (path) => {
    const known = memo.get(path);
    if (known !== undefined) return known;
    let text = textOf(path);
    for (const { start, end } of hidden.get(path) ?? [])
      if (text !== null)
        text = text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, '•') + text.slice(end);
    memo.set(path, text);
    return text;
  };
}
