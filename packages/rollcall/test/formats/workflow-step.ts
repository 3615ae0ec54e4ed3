import { isMap, isScalar, parseDocument, type Scalar } from 'yaml';
import type { ActionStep } from '../../src/formats/google-actions/index.ts';
import { concat, hole, literal, type Text } from '../../src/model/text.ts';

/** The step of a fixture: its `uses` and `with`, block scalars line by line, expressions as holes. */
export function readStep(source: string, path: string): ActionStep {
  const root = parseDocument(source).contents;
  const inputs = isMap(root) ? root.get('with') : undefined;
  const entries = isMap(inputs) ? inputs.items : [];
  return {
    action: literal(String(isMap(root) ? root.get('uses') : '')),
    with: new Map(
      entries.flatMap(({ key, value }) =>
        isScalar(value) ? [[String(key), readInput(value, source, path)] as const] : [],
      ),
    ),
    range: { path, start: 0, end: source.trimEnd().length },
  };
}

function readInput(node: Scalar, source: string, path: string): Text {
  const [start, end] = node.range ?? [0, 0];
  if (node.type !== 'BLOCK_LITERAL') {
    const quote = node.type === 'PLAIN' ? 0 : 1;
    return readLine(source.slice(start + quote, end - quote), start + quote, path);
  }
  const head = source.indexOf('\n', start) + 1;
  const lines = source.slice(head, end).trimEnd().split('\n');
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  let at = head;
  return concat(
    ...lines.map((line) => {
      const text = readLine(`${line.slice(indent)}\n`, at + indent, path);
      at += line.length + 1;
      return text;
    }),
  );
}

function readLine(line: string, offset: number, path: string): Text {
  const parts: Text[] = [];
  let at = 0;
  const push = (to: number) => {
    if (to > at) parts.push(literal(line.slice(at, to), { path, start: offset + at, end: offset + to }, true));
  };
  for (const match of line.matchAll(/\$\{\{.*?\}\}/g)) {
    push(match.index);
    at = match.index + match[0].length;
    parts.push(hole(match[0], { path, start: offset + match.index, end: offset + at }));
  }
  push(line.length);
  return concat(...parts);
}
