import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Range } from '../../../model/span.ts';
import { nestsTooDeep } from '../../gcloud/index.ts';
import { parseTemplate } from './parse.ts';
import { shiftExpression } from './shift.ts';
import type { Attribute, Block, Body, Expression, ObjectEntry, ParsedFile } from './syntax.ts';

/** How many labels the blocks at the top have. https://developer.hashicorp.com/terraform/language/syntax/json#block-type-specific-exceptions */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['module', 1],
  ['variable', 1],
  ['output', 1],
  ['provider', 1],
  ['locals', 0],
  ['terraform', 0],
]);

interface Source {
  readonly path: string;
  readonly text: string;
  /** A file of variables' values holds no templates. */
  readonly plain: boolean;
}

/** Parses a file of the JSON syntax (`.tf.json`), or of variables' values (`.tfvars.json`). */
export function parseTerraformJson(path: string, text: string): ParsedFile {
  const source: Source = { path, text, plain: path.endsWith('.tfvars.json') };
  const broken: ParsedFile = {
    path,
    text,
    body: { attributes: [], blocks: [] },
    broken: [{ path, start: 0, end: text.length }],
  };
  if (nestsTooDeep(text)) return broken;
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent', merge: false });
    const [error] = document.errors;
    const root = document.contents as Node | null;
    if (!isMap(root)) return broken;
    const body = source.plain ? readBody(root, source) : readTop(root, source);
    const [start = 0, end = 0] = (error?.pos ?? []).map((at) => Math.min(at, text.length));
    return { path, text, body, broken: error ? [{ path, start, end }] : [] };
  } catch {
    return broken;
  }
}

function readTop(root: Node, source: Source): Body {
  const blocks = propertiesOf(root, source).flatMap(({ name, node }) => {
    const labels = LABELS.get(name);
    return labels === undefined ? [] : labelled(node, labels, source, (found) => blockOf(name, found, source));
  });
  return { attributes: [], blocks };
}

interface Labelled {
  readonly labels: readonly string[];
  readonly node: Node;
}

function labelled(
  node: Node,
  depth: number,
  source: Source,
  make: (found: Labelled) => Block,
  labels: readonly string[] = [],
): Block[] {
  if (isSeq(node)) return nodesOf(node).flatMap((item) => labelled(item, depth, source, make, labels));
  if (depth === 0) return [make({ labels, node })];
  return propertiesOf(node, source).flatMap(({ name, node: inner }) =>
    labelled(inner, depth - 1, source, make, [...labels, name]),
  );
}

function blockOf(type: string, { labels, node }: Labelled, source: Source): Block {
  return { type, labels, body: readBody(node, source), range: rangeOf(node, source), broken: null };
}

/** Whether a property is an attribute or blocks only the resource's schema tells: it is handed out as both. */
function readBody(node: Node, source: Source): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  for (const { name, node: value, range } of propertiesOf(node, source)) {
    attributes.push({ name, value: readValue(value, source), range });
    const items = isSeq(value) ? nodesOf(value) : [value];
    for (const item of items) {
      if (!isMap(item)) continue;
      if (name === 'dynamic') blocks.push(...labelled(item, 1, source, (found) => blockOf(name, found, source)));
      else blocks.push(blockOf(name, { labels: [], node: item }, source));
    }
  }
  return { attributes, blocks };
}

function readValue(node: Node, source: Source): Expression {
  const range = rangeOf(node, source);
  if (isMap(node)) {
    const entries = propertiesOf(node, source).map(
      ({ name, keyRange, node: value, range: whole }): ObjectEntry => ({
        key: {
          kind: 'literal',
          value: name,
          exact: source.text.slice(keyRange.start, keyRange.end) === name,
          range: keyRange,
        },
        value: readValue(value, source),
        range: whole,
      }),
    );
    return { kind: 'object', entries, range };
  }
  if (isSeq(node)) return { kind: 'tuple', items: nodesOf(node).map((item) => readValue(item, source)), range };
  if (!isScalar(node)) return { kind: 'broken', range };
  if (typeof node.value === 'string') return readText(node.value, range, source);
  if (typeof node.value === 'boolean' || node.value === null)
    return { kind: 'literal', value: node.value, exact: false, range };
  return { kind: 'literal', value: source.text.slice(range.start, range.end), exact: true, range };
}

function readText(value: string, whole: Range, source: Source): Expression {
  const quoted = /^["']/.test(source.text.slice(whole.start, whole.start + 1));
  const range = quoted ? { ...whole, start: whole.start + 1, end: Math.max(whole.start + 1, whole.end - 1) } : whole;
  const written = source.text.slice(range.start, range.end);
  const exact = written === value;
  if (source.plain || !/[$%]\{/.test(value)) return { kind: 'literal', value, exact, range };
  const inner = exact ? written : value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
  const parsed = parseTemplate(source.path, inner);
  if (!parsed) return { kind: 'broken', range };
  const place = exact ? { by: range.start - parsed.shift } : { to: range };
  return shiftExpression(parsed.value, place);
}

interface Property {
  readonly name: string;
  readonly keyRange: Range;
  readonly node: Node;
  readonly range: Range;
}

function propertiesOf(node: Node, source: Source): Property[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isNode(value)) return [];
    const whole = rangeOf(key, source);
    const quoted = /^["']/.test(source.text.slice(whole.start, whole.start + 1));
    const keyRange = quoted ? { ...whole, start: whole.start + 1, end: whole.end - 1 } : whole;
    // By the language, `//` is a comment.
    if (String(key.value) === '//') return [];
    const { end } = rangeOf(value, source);
    return [{ name: String(key.value), keyRange, node: value, range: { ...whole, end } }];
  });
}

function nodesOf(node: Node): Node[] {
  return isSeq(node) ? node.items.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value);
}

function rangeOf(node: Node, { path, text }: Source): Range {
  const [start = 0, end = 0] = (node.range ?? []).map((at) => Math.min(at, text.length));
  return { path, start, end };
}
