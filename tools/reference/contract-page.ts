/** The parts of a JSON Schema that the page shows. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly format?: string;
}

/** The page of the contract's keys, from its JSON Schema. */
export function describeContract(schema: Shape): string {
  return `# Contract

\`rollcall.yaml\`, \`rollcall.json\` or \`rollcall.config.ts\`, found by walking up from the working folder. Everything that can be
inferred may be left out. Editors take the form from [contract.schema.json](contract.schema.json). Written by \`npm run generate\`.

${describeKeys('the file', schema).join('\n')}`;
}

function describeKeys(title: string, shape: Shape): string[] {
  const entries = Object.entries(shape.properties ?? {});
  if (entries.length === 0) return [];
  const rows = entries.map(([name, value]) => {
    const must = shape.required?.includes(name) ? 'yes' : '';
    return `| \`${name}\` | ${describeType(value)} | ${must} | ${escapeCell(value.description ?? '')} |`;
  });
  const heading = title === 'the file' ? 'The file' : `\`${title}\``;
  const own = `## ${heading}\n\n| key | form | required | what it says |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  return [
    own,
    ...entries.flatMap(([name, value]) => describeInner(title === 'the file' ? name : `${title}.${name}`, value)),
  ];
}

/** Sections for the mappings that stand inside a value: directly, as items, or under the user's own names. */
function describeInner(title: string, shape: Shape): string[] {
  const here = shape.properties ? describeKeys(title, shape) : [];
  const items = shape.items ? describeInner(`${title}[]`, shape.items) : [];
  const named =
    typeof shape.additionalProperties === 'object' ? describeInner(`${title}.<name>`, shape.additionalProperties) : [];
  return [...here, ...items, ...named, ...(shape.anyOf ?? []).flatMap((side) => describeInner(title, side))];
}

function describeType(shape: Shape): string {
  if (shape.const !== undefined) return `\`${JSON.stringify(shape.const)}\``;
  if (shape.enum) return shape.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (shape.anyOf)
    return [...new Set(shape.anyOf.filter((side) => side.type !== 'null').map(describeType))].join(' or ');
  if (shape.items) return `list of ${describeType(shape.items)}`;
  if (shape.properties) return 'mapping';
  if (typeof shape.additionalProperties === 'object')
    return `mapping of names to ${describeType(shape.additionalProperties)}`;
  if (shape.format === 'date') return 'day (YYYY-MM-DD)';
  const types = typeof shape.type === 'string' ? [shape.type] : (shape.type ?? ['any']);
  return types
    .map((type) => ({ string: 'text', boolean: 'true or false', integer: 'whole number' })[type] ?? type)
    .join(' or ');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
