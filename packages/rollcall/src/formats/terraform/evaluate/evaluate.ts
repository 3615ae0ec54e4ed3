import type { Text } from '../../../model/text.ts';
import type { Expression } from '../hcl/syntax.ts';
import { attributeOf, indexOf, splatOf } from './access.ts';
import { callFunction } from './functions.ts';
import { joinValues } from './join.ts';
import { makeFor } from './loops.ts';
import { applyOperator } from './operators.ts';
import type { Scope } from './scope.ts';
import {
  asText,
  type Entry,
  type Item,
  isAssumed,
  listValue,
  objectValue,
  textValue,
  unknown,
  type Value,
} from './value.ts';

/**
 * What is known of an expression without running Terraform.
 * Source: https://developer.hashicorp.com/terraform/language/expressions
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { range } = expression;
  const written = (): string => scope.around.written(range);
  if (!scope.around.step()) return unknown('…', range);
  switch (expression.kind) {
    case 'literal': {
      const { value, exact } = expression;
      if (value === null) return { kind: 'null', assumed: false };
      if (typeof value === 'boolean') return { kind: 'boolean', value, assumed: false };
      return textValue([{ kind: 'text', text: value, range, exact }], range);
    }
    case 'template':
      return evaluateTemplate(expression, scope);
    case 'tuple': {
      const items = expression.items.map(
        (item): Item => ({ value: evaluate(item, scope), conditional: false, range: item.range }),
      );
      return listValue(items);
    }
    case 'object':
      return evaluateObject(expression, scope);
    case 'variable':
    case 'attribute':
      return evaluateReference(expression, scope);
    case 'index':
      return indexOf(evaluate(expression.of, scope), evaluate(expression.index, scope), written(), range);
    case 'splat':
      return splatOf(evaluate(expression.of, scope), expression, scope);
    case 'call':
      return callFunction(expression, scope);
    case 'for':
      return makeFor(expression, scope);
    case 'conditional':
      return evaluateConditional(expression, scope);
    case 'operation': {
      const operands = expression.operands.map((one) => evaluate(one, scope));
      return applyOperator(expression.operator, operands, written(), range);
    }
    case 'broken':
      return unknown('…', range);
  }
}

/** A part alone keeps its value's type. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-interpolation-unwrapping */
function evaluateTemplate({ parts, range }: Extract<Expression, { kind: 'template' }>, scope: Scope): Value {
  const [first, ...more] = parts;
  if (!first) return textValue([{ kind: 'text', text: '', range, exact: false }], range);
  if (more.length === 0) return evaluate(first, scope);
  let assumed = false;
  const text = parts.flatMap((part): Text => {
    const value = evaluate(part, scope);
    assumed ||= isAssumed(value);
    return asText(value).map((piece) =>
      piece.kind === 'hole' ? { ...piece, written: inTemplate(piece.written) } : piece,
    );
  });
  const value = textValue(text, range, assumed);
  const filled = parts.some((part) => part.kind === 'literal' && typeof part.value === 'string' && part.value !== '');
  return value.kind === 'text' && filled ? { ...value, filled: true } : value;
}

function inTemplate(written: string): string {
  return written.startsWith('${') || written === '…' ? written : `\${${written}}`;
}

function evaluateObject({ entries }: Extract<Expression, { kind: 'object' }>, scope: Scope): Value {
  let open: { written: string; range: Expression['range'] } | null = null;
  const made = entries.flatMap(({ key, value, range }): Entry[] => {
    const name = evaluate(key, scope);
    if (key.kind === 'broken') open = { written: '…', range };
    return key.kind === 'broken'
      ? []
      : [{ key: asText(name), value: evaluate(value, scope), conditional: false, range }];
  });
  return objectValue(made, open);
}

/** A name of the place, else what the steps lead to from here. */
function evaluateReference(expression: Expression, scope: Scope): Value {
  const steps: { readonly name: string; readonly range: Expression['range'] }[] = [];
  let root: Expression = expression;
  while (root.kind === 'attribute') {
    steps.unshift({ name: root.name, range: root.range });
    root = root.of;
  }
  const { written } = scope.around;
  let value: Value;
  let taken = 0;
  if (root.kind !== 'variable') value = evaluate(root, scope);
  else {
    const own = scope.names.get(root.name);
    if (own) value = own;
    else {
      const found = scope.around.refer(
        [root.name, ...steps.map(({ name }) => name)],
        written(expression.range),
        expression.range,
      );
      value = found.value;
      taken = found.taken - 1;
    }
  }
  for (const { name, range } of steps.slice(taken)) value = attributeOf(value, name, written(range), range);
  return value;
}

function evaluateConditional(
  { condition, then, otherwise, range }: Extract<Expression, { kind: 'conditional' }>,
  scope: Scope,
): Value {
  const test = evaluate(condition, scope);
  if (test.kind === 'boolean' && !test.assumed) return evaluate(test.value ? then : otherwise, scope);
  const at = { written: scope.around.written(range), range };
  return joinValues(evaluate(then, scope), evaluate(otherwise, scope), at);
}
