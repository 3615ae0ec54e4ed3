import type { Cursor } from './cursor.ts';
import type { Expression } from './syntax.ts';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

/**
 * The text that a literal part of a template stands for.
 * Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-literals
 */
export function decodeLiteral(source: string, quoted: boolean): string {
  const plain = source.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{');
  if (!quoted || !plain.includes('\\')) return plain;
  return plain.replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g, (whole, code: string) => {
    if (code.length === 1) return ESCAPES.get(code) ?? whole;
    const point = Number.parseInt(code.slice(1), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** A quoted text without parts that are evaluated. */
export function readString(node: Cursor): Expression {
  const { path, start, end } = node.range;
  return literalOf(node.text.slice(1, -1), { path, start: start + 1, end: Math.max(start + 1, end - 1) }, true);
}

function literalOf(source: string, range: Expression['range'], quoted: boolean): Expression {
  const value = decodeLiteral(source, quoted);
  return { kind: 'literal', value, exact: value === source, range };
}

/** The parts of a quoted template or a here-document. */
export function readTemplate(node: Cursor, readInner: (node: Cursor) => Expression): Expression {
  const quoted = node.type === 'quoted_template';
  const parts = node.children.flatMap((child): Expression[] => {
    switch (child.type) {
      case 'template_literal':
        return [literalOf(child.text, child.range, quoted)];
      case 'template_interpolation': {
        const inner = child.find('expression');
        return [inner ? readInner(inner) : { kind: 'broken', range: child.range }];
      }
      case 'template_directive':
      case 'broken':
        return [{ kind: 'broken', range: child.range }];
      default:
        return [];
    }
  });
  if (quoted) return { kind: 'template', parts, range: node.range };
  endWithLine(parts);
  const indented = node.find('heredoc_start')?.text === '<<-';
  return { kind: 'template', parts: indented ? withoutIndent(parts) : parts, range: node.range };
}

/** A here-document ends with the end of its last line, which the grammar leaves out. */
function endWithLine(parts: Expression[]): void {
  const last = parts.pop();
  if (last?.kind === 'literal' && typeof last.value === 'string')
    parts.push({ ...last, value: `${last.value.replace(/\n$/, '')}\n`, exact: false });
  else if (last)
    parts.push(last, { kind: 'literal', value: '\n', exact: false, range: { ...last.range, start: last.range.end } });
}

/** `<<-` takes away the indent that all lines have; where parts are evaluated the indent stays: no name depends on it. */
function withoutIndent(parts: readonly Expression[]): readonly Expression[] {
  const [only, ...more] = parts;
  if (only?.kind !== 'literal' || typeof only.value !== 'string' || more.length > 0) return parts;
  const lines = only.value.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const least = indents.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (least === 0 || !Number.isFinite(least)) return parts;
  return [{ ...only, value: lines.map((line) => line.slice(least)).join('\n'), exact: false }];
}
