import type { Range } from '../../../model/span.ts';
import { isAssumed, isFilled, knownText, plainText, unknown, type Value } from './value.ts';

/** https://developer.hashicorp.com/terraform/language/expressions/operators */
export function applyOperator(operator: string, operands: readonly Value[], written: string, range: Range): Value {
  const [a, b] = operands;
  const none = unknown(written, range);
  if (!a) return none;
  if (!b) return unary(operator, a, none);
  switch (operator) {
    case '&&':
    case '||':
      return logic(operator === '||', a, b, none);
    case '==':
    case '!=':
      return equality(operator === '==', a, b, none);
    default:
      return arithmetic(operator, a, b, none);
  }
}

function unary(operator: string, value: Value, none: Value): Value {
  if (operator === '!') return value.kind === 'boolean' ? { ...value, value: !value.value } : none;
  const number = knownText(value);
  return number !== null && /^[\d.]+$/.test(number) ? plainText(`-${number}`) : none;
}

/** One side that decides is enough. */
function logic(decides: boolean, a: Value, b: Value, none: Value): Value {
  for (const side of [a, b]) if (side.kind === 'boolean' && side.value === decides && !side.assumed) return side;
  if (a.kind !== 'boolean' || b.kind !== 'boolean') return none;
  const value = decides ? a.value || b.value : a.value && b.value;
  return { kind: 'boolean', value, assumed: a.assumed || b.assumed };
}

function equality(equal: boolean, a: Value, b: Value, none: Value): Value {
  const assumed = isAssumed(a) || isAssumed(b);
  if (a.kind === 'null' || b.kind === 'null') {
    const other = a.kind === 'null' ? b : a;
    // Only a default that is left at null is null; a value that run time fills may be.
    if (isFilled(other)) return { kind: 'boolean', value: !equal, assumed: false };
    if (other.kind === 'unknown') return none;
    return { kind: 'boolean', value: (a.kind === b.kind) === equal, assumed };
  }
  const [left, right] = [knownText(a), knownText(b)];
  for (const [side, text] of [
    [a, right],
    [b, left],
  ] as const)
    if (text === '' && isFilled(side)) return { kind: 'boolean', value: !equal, assumed: false };
  if (left !== null && right !== null) return { kind: 'boolean', value: (left === right) === equal, assumed };
  return emptiness(equal, a, b, none);
}

/** `local.x != ""`, `var.list == []`. */
function emptiness(equal: boolean, a: Value, b: Value, none: Value): Value {
  const sized = [a, b].map((side) => {
    if (side.kind === 'list') return side.open ? null : side.items.length;
    if (side.kind === 'object') return side.open ? null : side.entries.length;
    return null;
  });
  const [left, right] = sized;
  if (a.kind === b.kind && left === 0 && right === 0)
    return { kind: 'boolean', value: equal, assumed: isAssumed(a) || isAssumed(b) };
  return none;
}

function arithmetic(operator: string, a: Value, b: Value, none: Value): Value {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left === null || right === null) return none;
  const assumed = isAssumed(a) || isAssumed(b);
  const compared = compare(operator, left, right);
  if (compared !== null) return { kind: 'boolean', value: compared, assumed };
  const made = calculate(operator, left, right);
  if (made === null || !Number.isFinite(made)) return none;
  const out = plainText(String(made));
  return out.kind === 'text' ? { ...out, assumed } : none;
}

function numberOf(value: Value): number | null {
  const text = knownText(value);
  return text !== null && /^-?\d{1,15}(\.\d{1,10})?$/.test(text) ? Number(text) : null;
}

function compare(operator: string, a: number, b: number): boolean | null {
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return null;
  }
}

function calculate(operator: string, a: number, b: number): number | null {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return null;
  }
}
