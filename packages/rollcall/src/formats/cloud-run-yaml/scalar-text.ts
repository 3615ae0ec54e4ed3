import { isScalar, type Scalar } from 'yaml';
import type { MaskedManifest, TemplateExpression } from '../../manifests/templates.ts';
import { concat, hole, literal, type Text } from '../../model/text.ts';

/** `${X}`, `${X:-y}`, `$X`: what envsubst and substitutions of build services fill. `$(X)` is Cloud Run's own. */
const substitution = /\$\{([A-Za-z_]\w*)[^}\n]{0,300}\}|\$([A-Za-z_]\w*)/g;

/** A scalar as text, with a hole for each expression that a template or a substitution fills; null for what is no scalar. */
export function readScalar(node: unknown, manifest: MaskedManifest): Text | null {
  if (!isScalar(node) || !node.range) return null;
  const [start, end] = contentRange(node, manifest);
  const value = typeof node.value === 'string' ? node.value : manifest.masked.slice(start, end);
  const exact = manifest.masked.slice(start, end) === value;
  const inside = manifest.expressions.filter((one) => one.start >= start && one.end <= end);
  return exact ? readExact(start, end, inside, manifest) : readDecoded(value, start, end, inside, manifest);
}

function contentRange(node: Scalar, { masked }: MaskedManifest): [number, number] {
  const [start, end] = node.range ?? [0, 0];
  const quote = masked[start];
  const quoted = (quote === '"' || quote === "'") && end - start >= 2 && masked[end - 1] === quote;
  return quoted ? [start + 1, end - 1] : [start, end];
}

function readExact(start: number, end: number, inside: readonly TemplateExpression[], manifest: MaskedManifest): Text {
  const parts: Text[] = [];
  let at = start;
  for (const one of inside) {
    parts.push(readPlain(manifest.original.slice(at, one.start), at, manifest.path));
    parts.push(hole(one.written, { path: manifest.path, start: one.start, end: one.end }));
    at = one.end;
  }
  parts.push(readPlain(manifest.original.slice(at, end), at, manifest.path));
  return concat(...parts);
}

function readPlain(text: string, offset: number, path: string): Text {
  const parts: Text[] = [];
  let at = 0;
  const push = (to: number) => {
    if (to > at) parts.push(literal(text.slice(at, to), { path, start: offset + at, end: offset + to }, true));
  };
  for (const match of text.matchAll(substitution)) {
    push(match.index);
    at = match.index + match[0].length;
    const range = { path, start: offset + match.index, end: offset + at };
    parts.push(hole(match[0], range, match[1] ?? match[2]));
  }
  push(text.length);
  return parts.length === 0 ? literal('', { path, start: offset, end: offset + text.length }, true) : concat(...parts);
}

/** A scalar whose characters are not those of the source: escapes, folded lines. Its pieces have the place of the whole. */
function readDecoded(
  value: string,
  start: number,
  end: number,
  inside: readonly TemplateExpression[],
  { path }: MaskedManifest,
): Text {
  const range = { path, start, end };
  const parts: Text[] = [];
  let rest = value;
  const pushPlain = (text: string) => {
    for (const piece of readPlain(text, 0, path))
      parts.push(piece.kind === 'text' ? literal(piece.text, range) : hole(piece.written, range, piece.input));
  };
  for (const one of inside) {
    const from = rest.indexOf(one.mark);
    if (from < 0) break;
    let to = from;
    while (rest[to] === one.mark) to++;
    if (from > 0) pushPlain(rest.slice(0, from));
    parts.push(hole(one.written, { path, start: one.start, end: one.end }));
    rest = rest.slice(to);
  }
  if (rest !== '' || parts.length === 0) pushPlain(rest);
  return concat(...parts);
}
