import type { DeploymentFact } from '../../model/deployment.ts';
import type { Range } from '../../model/span.ts';
import type { Body, Expression, ParsedFile } from './hcl/syntax.ts';

/** Attributes whose texts are names and places, and never the value of a variable. */
const PLAIN =
  /^(name|names|secret|secret_id|secret_name|secrets|version|key|image|container_image|location|region|project|project_id|source|mount_path|path|for_each|type|account_id|service|service_name|depends_on|ignore_changes|required_version|role|description|provider|repository_id)$/;

/** Attributes of a Secret or ConfigMap of Kubernetes, whose keys may be called like anything. */
const DATA = /^(binary_)?data(_wo)?$/;

/** Texts in the files of a module that may be values: all but names, ids of secrets, and where things are. */
export function hiddenPlaces(files: readonly ParsedFile[], deployments: readonly DeploymentFact[]): readonly Range[] {
  const shown = new Set<string>();
  for (const { bindings } of deployments)
    for (const { name, source } of bindings) {
      shown.add(name);
      if (source.kind === 'secret') shown.add(source.secret).add(source.version);
    }
  const out: Range[] = [];
  for (const { text, body, broken } of files) {
    const keep = ({ start, end }: Range): boolean => shown.has(text.slice(start, end));
    for (const range of [...literalsOf(body), ...broken]) if (range.end > range.start && !keep(range)) out.push(range);
  }
  return out;
}

function literalsOf(body: Body): readonly Range[] {
  return [
    ...body.attributes.flatMap(({ name, value }) => (PLAIN.test(name) ? [] : literalsIn(value, DATA.test(name)))),
    ...body.blocks.flatMap((block) => literalsOf(block.body)),
  ];
}

function literalsIn(value: Expression, all = false): readonly Range[] {
  const inside = (one: Expression): readonly Range[] => literalsIn(one, all);
  switch (value.kind) {
    case 'literal':
      return value.value === null ? [] : [value.range];
    case 'template':
      return value.parts.flatMap(inside);
    case 'tuple':
      return value.items.flatMap(inside);
    case 'object':
      return value.entries.flatMap((entry) => (!all && isPlainKey(entry.key) ? [] : inside(entry.value)));
    case 'call':
      return value.args.flatMap(inside);
    case 'for':
      return [...inside(value.collection), ...inside(value.value)];
    case 'conditional':
      return [...inside(value.condition), ...inside(value.then), ...inside(value.otherwise)];
    case 'operation':
      return value.operands.flatMap(inside);
    case 'broken':
      return [value.range];
    default:
      return [];
  }
}

function isPlainKey(key: Expression): boolean {
  return key.kind === 'literal' && typeof key.value === 'string' && PLAIN.test(key.value);
}
