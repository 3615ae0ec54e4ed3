import { type Cursor, rootOf } from './cursor.ts';
import { readExpression } from './expressions.ts';
import { hclGrammar } from './grammar.ts';
import type { Attribute, Block, Body, ParsedFile } from './syntax.ts';
import { decodeLiteral } from './templates.ts';

/** Deeper than any file is written; each level is a frame of the reader's own stack. */
const DEEPEST = 120;

/** Parses a file of the native syntax; what does not parse is told in the body that it stands in. */
export function parseHcl(path: string, text: string): ParsedFile {
  const grammar = hclGrammar();
  // A mark of byte order is white space to nobody else.
  const source = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const tree = grammar.parse(source, 'recover');
  if (!tree || tree.size === 0)
    return { path, text, body: { attributes: [], blocks: [] }, broken: [{ path, start: 0, end: text.length }] };
  const root = rootOf(tree, { path, text: source }, grammar);
  return { path, text, body: readBody([root], 0), broken: root.broken };
}

/** The expression of a text between two quotes, as an attribute of JSON holds it; null when it does not parse. */
export function parseTemplate(path: string, inner: string) {
  const prefix = 'x = "';
  const { body, broken } = parseHcl(path, `${prefix}${inner}"`);
  const [only, ...more] = body.attributes;
  const sound = only && more.length === 0 && body.blocks.length === 0 && broken.length === 0;
  return sound ? { value: only.value, shift: prefix.length } : null;
}

function readBody(nodes: readonly Cursor[], depth: number): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  const visit = (node: Cursor, level: number): void => {
    switch (node.type) {
      case 'attribute':
        attributes.push(readAttribute(node, depth));
        return;
      case 'block':
        if (level <= DEEPEST) blocks.push(readBlock(node, level));
        return;
      case 'config_file':
      case 'body':
        for (const child of node.children) visit(child, level);
        return;
      case 'broken':
        if (level <= DEEPEST) for (const child of node.children) visit(child, level + 1);
        return;
      default:
    }
  };
  for (const node of nodes) visit(node, depth);
  return { attributes, blocks };
}

function readAttribute(node: Cursor, depth: number): Attribute {
  const name = node.find('identifier')?.text ?? '';
  const value = node.find('expression');
  return {
    name,
    value: value ? readExpression(value, depth) : { kind: 'broken', range: node.range },
    range: node.range,
  };
}

function readBlock(node: Cursor, depth: number): Block {
  const [type, ...rest] = node.children.filter((child) => child.type === 'identifier' || child.type === 'string_lit');
  const inner = node.children.filter((child) => child.type === 'body' || child.type === 'broken');
  return {
    type: type?.text ?? '',
    labels: rest.map((label) =>
      label.type === 'identifier' ? label.text : decodeLiteral(label.text.slice(1, -1), true),
    ),
    body: readBody(inner, depth + 1),
    range: node.range,
    broken: node.broken[0] ?? null,
  };
}
