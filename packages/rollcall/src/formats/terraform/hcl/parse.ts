import type { Range } from '../../../model/span.ts';
import { Cursor } from './cursor.ts';
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
    return { path, text, body: { attributes: [], blocks: [], broken: [{ path, start: 0, end: text.length }] } };
  return { path, text, body: readBody([new Cursor(tree, 0, { path, text: source }, grammar)], 0) };
}

/** The expression of a text between two quotes, as an attribute of JSON holds it; null when it does not parse. */
export function parseTemplate(path: string, inner: string) {
  const prefix = 'x = "';
  const { body } = parseHcl(path, `${prefix}${inner}"`);
  const [only, ...more] = body.attributes;
  const sound = only && more.length === 0 && body.blocks.length === 0 && body.broken.length === 0;
  return sound ? { value: only.value, shift: prefix.length } : null;
}

function readBody(nodes: readonly Cursor[], depth: number): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  const broken: Range[] = [];
  const visit = (node: Cursor, level: number): void => {
    switch (node.type) {
      case 'attribute':
        attributes.push(readAttribute(node, depth));
        return;
      case 'block':
        if (level > DEEPEST) broken.push(node.range);
        else blocks.push(readBlock(node, level));
        return;
      case 'config_file':
      case 'body':
        for (const child of node.children) visit(child, level);
        return;
      case 'broken':
        broken.push(node.range);
        if (level <= DEEPEST) for (const child of node.children) visit(child, level + 1);
        return;
      default:
    }
  };
  for (const node of nodes) visit(node, depth);
  return { attributes, blocks, broken };
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
  };
}

/** Whether some part of a body does not parse, at any depth. */
export function brokenIn(body: Body): Range | null {
  const own = body.broken[0];
  if (own) return own;
  for (const attribute of body.attributes) {
    const inner = brokenExpression(attribute.value);
    if (inner) return inner;
  }
  for (const block of body.blocks) {
    const inner = brokenIn(block.body);
    if (inner) return inner;
  }
  return null;
}

function brokenExpression(value: Attribute['value']): Range | null {
  switch (value.kind) {
    case 'broken':
      return value.range;
    case 'tuple':
      return firstOf(value.items);
    case 'object':
      return firstOf(value.entries.flatMap(({ key, value: inner }) => [key, inner]));
    case 'call':
      return firstOf(value.args);
    case 'conditional':
      return firstOf([value.condition, value.then, value.otherwise]);
    case 'for':
      return firstOf([value.collection, value.value]);
    default:
      return null;
  }
}

function firstOf(values: readonly Attribute['value'][]): Range | null {
  for (const value of values) {
    const found = brokenExpression(value);
    if (found) return found;
  }
  return null;
}
