import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Condition } from '../../model/command.ts';
import { asWritten, known, type Text } from '../../model/text.ts';
import { entriesOf, follow, itemsOf, type YamlFile } from '../yaml/document.ts';
import { textOf } from '../yaml/scalar-text.ts';

/** One combination of a job's matrix: `matrix.x` → text. */
export type Combination = ReadonlyMap<string, Text>;

const MOST_COMBINATIONS = 64;

/**
 * The combinations in which a job runs; one empty combination for a job without a matrix, and for one that only run time knows.
 *
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function readMatrix(
  file: YamlFile,
  strategy: Node | undefined,
): { readonly combinations: readonly Combination[]; readonly cut: boolean } {
  const matrix = strategy ? entriesOf(file, entriesOf(file, strategy).get('matrix')) : new Map<string, Node>();
  let combinations: Map<string, Text>[] = [new Map()];
  let cut = false;
  for (const [name, node] of matrix) {
    const values =
      name === 'include' || name === 'exclude'
        ? []
        : itemsOf(file, node).map((item) => valuesOf(file, item, `matrix.${name}`));
    if (values.length === 0) continue;
    const next = combinations.flatMap((combination) => values.map((value) => new Map([...combination, ...value])));
    cut ||= next.length > MOST_COMBINATIONS;
    combinations = next.slice(0, MOST_COMBINATIONS);
  }
  const excluded = itemsOf(file, matrix.get('exclude')).map((item) => valuesOf(file, item, 'matrix'));
  const kept = combinations.filter((combination) => !excluded.some((rule) => fits(combination, rule)));
  const included = itemsOf(file, matrix.get('include')).map((item) => valuesOf(file, item, 'matrix'));
  return { combinations: include(kept, included).slice(0, MOST_COMBINATIONS), cut };
}

/** A value of the matrix, or the values inside it, by path. */
function valuesOf(file: YamlFile, node: Node, path: string, depth = 0): Map<string, Text> {
  const out = new Map<string, Text>();
  const at = follow(file, node);
  if (depth > 5) return out;
  if (isScalar(at)) out.set(path, textOf(file, at) ?? []);
  if (isMap(at))
    for (const [name, held] of entriesOf(file, at))
      for (const [key, text] of valuesOf(file, held, `${path}.${name}`, depth + 1)) out.set(key, text);
  if (isSeq(at))
    for (const [i, item] of itemsOf(file, at).entries())
      for (const [key, text] of valuesOf(file, item, `${path}.${i}`, depth + 1)) out.set(key, text);
  return out;
}

function fits(combination: Combination, rule: Combination): boolean {
  return rule.size > 0 && [...rule].every(([path, text]) => asWritten(combination.get(path) ?? []) === asWritten(text));
}

/** An `include` joins every combination whose own values it does not change, else it is a combination of its own. */
function include(combinations: readonly Map<string, Text>[], included: readonly Combination[]): Map<string, Text>[] {
  const isPlain = combinations.length === 1 && combinations[0]?.size === 0;
  const originals = isPlain
    ? []
    : combinations.map((combination) => ({ own: new Map(combination), all: new Map(combination) }));
  const added: Map<string, Text>[] = [];
  for (const extra of included) {
    const joined = originals.filter(({ own }) =>
      [...extra].every(([path, text]) => !own.has(path) || asWritten(own.get(path) ?? []) === asWritten(text)),
    );
    for (const { all } of joined) for (const [path, text] of extra) all.set(path, text);
    if (joined.length === 0) added.push(new Map(extra));
  }
  const all = [...originals.map((original) => original.all), ...added];
  const paths = new Set(all.flatMap((combination) => [...combination.keys()]));
  for (const combination of all) for (const path of paths) if (!combination.has(path)) combination.set(path, []);
  return all.length > 0 ? all : [new Map()];
}

export function conditionsOfCombination(combination: Combination): Condition[] {
  return [...combination].flatMap(([subject, text]) => {
    const equals = known(text);
    return equals === null || !/^[\w./-]{1,64}$/.test(equals) ? [] : [{ subject, equals }];
  });
}
