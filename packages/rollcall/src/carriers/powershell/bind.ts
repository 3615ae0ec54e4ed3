import { evaluate } from './evaluate.ts';
import type { Machine } from './machine.ts';
import type { Expression, FunctionNode } from './syntax.ts';
import { type Value, wordOf } from './values.ts';

/** The parameters of a function as a call gives them: by name, in their order, from a splatted map. */
export function bindParameters(
  machine: Machine,
  fn: FunctionNode,
  words: readonly Expression[],
  value: (word: Expression) => Value,
): Map<string, Value> {
  const scope = new Map<string, Value>();
  const rest: Value[] = [];
  const byName = (written: string) =>
    fn.parameters.find(({ name }) => name === written) ?? fn.parameters.find(({ name }) => name.startsWith(written));
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word) break;
    const given = value(word);
    if (word.kind === 'splat') {
      if (given.kind === 'map') for (const [name, [, held]] of given.entries) scope.set(name, held);
      else if (given.kind === 'list') rest.push(...given.items);
      continue;
    }
    const flag = word.kind === 'text' ? /^-([A-Za-z]\w*)(?::(.*))?$/.exec(wordOf(given) ?? '') : null;
    const parameter = flag?.[1] ? byName(flag[1].toLowerCase()) : undefined;
    if (!parameter) rest.push(given);
    else if (parameter.isSwitch)
      scope.set(parameter.name, { kind: 'truth', holds: !/^\$?false$/i.test(flag?.[2] ?? '') });
    else {
      const next = words[++i];
      if (next) scope.set(parameter.name, value(next));
    }
  }
  for (const parameter of fn.parameters) {
    if (scope.has(parameter.name)) continue;
    const next = parameter.isSwitch ? undefined : rest.shift();
    if (next) scope.set(parameter.name, next);
    else if (parameter.isSwitch) scope.set(parameter.name, { kind: 'truth', holds: false });
    else if (parameter.otherwise) scope.set(parameter.name, evaluate(machine, parameter.otherwise));
    else scope.set(parameter.name, { kind: 'nothing' });
  }
  scope.set('args', { kind: 'list', items: rest, open: false });
  return scope;
}
