import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type Scalar } from 'yaml';
import { type Property, withProfiles } from './properties.ts';

interface Found {
  readonly properties: readonly Property[];
  readonly broken: { readonly start: number; readonly end: number } | null;
}

const deepest = 40;
const longest = 2_000_000;

/**
 * The properties of a YAML file: the keys of nested maps are joined by points, items of lists are numbered.
 * https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.yaml
 */
export function readYaml(text: string): Found {
  if (text.length > longest || nestsTooDeep(text)) return { properties: [], broken: { start: 0, end: text.length } };
  const documents = parseAllDocuments(text, { strict: false, uniqueKeys: false, logLevel: 'silent', merge: false });
  const properties: Property[] = [];
  let broken: Found['broken'] = null;
  for (const document of 'empty' in documents ? [] : documents) {
    const part: Property[] = [];
    collect(document.contents, [], part, text, 0);
    properties.push(...withProfiles(part));
    const [error] = document.errors;
    if (error && !broken) broken = rangeIn(text, error.pos);
  }
  return { properties, broken };
}

function rangeIn(text: string, [start, end]: readonly [number, number]): { start: number; end: number } {
  const from = Math.min(start, text.length);
  return { start: from, end: Math.min(Math.max(from, end), text.length) };
}

/** Collections in one another deeper than the parser should follow. */
function nestsTooDeep(text: string): boolean {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 91 || c === 123) open++;
    else if ((c === 93 || c === 125) && open > 0) open--;
    if (open > deepest) return true;
  }
  return /^(?:[ \t]*-[ \t]+){40}/m.test(text) || /^ {400}/m.test(text);
}

function collect(
  node: Node | null | undefined,
  keys: readonly string[],
  out: Property[],
  text: string,
  depth: number,
): void {
  if (depth > deepest || !node || isAlias(node)) return;
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value ?? '') : '';
      if (name !== '' && name !== '<<') collect(value as Node | null, [...keys, name], out, text, depth + 1);
    }
  } else if (isSeq(node)) {
    for (const [i, item] of node.items.entries()) {
      const last = keys.at(-1) ?? '';
      collect(item as Node, [...keys.slice(0, -1), `${last}[${i}]`], out, text, depth + 1);
    }
  } else if (isScalar(node)) {
    const property = scalarProperty(node, keys.join('.'), text);
    if (property) out.push(property);
  }
}

function scalarProperty(node: Scalar, key: string, text: string): Property | null {
  const range = node.range;
  if (!range) return null;
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  const start = range[0] + (quoted ? 1 : 0);
  const end = range[1] - (quoted ? 1 : 0);
  const written = text.slice(start, end);
  const plain = quoted || node.type === 'PLAIN';
  const value = typeof node.value === 'string' ? node.value : plain ? written : String(node.value ?? '');
  return { key, value, start, end: Math.max(start, end), exact: plain && written === value, profiles: [] };
}
