import type { ArithmeticExpression } from 'unbash';
import { known } from '../../model/text.ts';
import { choose, type Reader, refine } from './machine.ts';
import { heldBy, setVariable } from './state.ts';
import { isItem, scalar } from './values.ts';

const ASSIGNMENTS: Readonly<Record<string, string>> = {
  '=': '',
  '+=': '+',
  '-=': '-',
  '*=': '*',
  '/=': '/',
  '%=': '%',
};

/** The value of an arithmetic expression in whole numbers, or null when it is not known. Assignments in it take place. */
export function evaluateArithmetic(reader: Reader, expression: ArithmeticExpression): number | null {
  switch (expression.type) {
    case 'ArithmeticWord':
      return readNumber(reader, expression.value);
    case 'ArithmeticGroup':
      return evaluateArithmetic(reader, expression.expression);
    case 'ArithmeticTernary': {
      const test = evaluateArithmetic(reader, expression.test);
      if (test === null) return null;
      return evaluateArithmetic(reader, test === 0 ? expression.alternate : expression.consequent);
    }
    case 'ArithmeticUnary':
      return evaluateUnary(reader, expression);
    case 'ArithmeticBinary':
      return evaluateBinary(reader, expression);
    case 'ArithmeticCommandExpansion':
      return null;
  }
}

function readNumber(reader: Reader, word: string): number | null {
  if (/^\d+$/.test(word)) return word.length > 1 && word.startsWith('0') ? Number.parseInt(word, 8) : Number(word);
  if (/^0x[\da-f]+$/i.test(word)) return Number(word);
  const counted = /^\$\{#([A-Za-z_]\w*)\[[@*]\]\}$/.exec(word)?.[1];
  if (counted) return countItems(reader, counted, word);
  const name = /^\$?\{?([A-Za-z_]\w*)\}?$/.exec(word)?.[1];
  if (!name) return null;
  const value = choose(reader, heldBy(reader.state, name), word);
  if (value.kind !== 'scalar') return null;
  const text = known(refine(value.text, reader.world))?.trim();
  if (text === '') return 0;
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

/** `${#LIST[@]}`. https://www.gnu.org/software/bash/manual/html_node/Arrays.html */
function countItems(reader: Reader, name: string, word: string): number | null {
  const value = choose(reader, heldBy(reader.state, name), word);
  if (value.kind === 'unset') return reader.state.open ? null : 0;
  if (value.kind === 'map') return value.open ? null : value.entries.size;
  if (value.kind === 'scalar') return 1;
  return value.items.every((item) => isItem(item) && item.when === undefined) ? value.items.length : null;
}

function assign(reader: Reader, target: ArithmeticExpression, number: number | null): number | null {
  if (target.type !== 'ArithmeticWord' || !/^[A-Za-z_]\w*$/.test(target.value)) return null;
  const written = `$((${target.value}))`;
  const text = number === null ? ([{ kind: 'hole', written, range: null }] as const) : plain(`${number}`);
  setVariable(reader.state, target.value, scalar(text));
  return number;
}

function plain(text: string) {
  return [{ kind: 'text', text, range: null, exact: false }] as const;
}

function evaluateUnary(reader: Reader, expression: ArithmeticExpression & { type: 'ArithmeticUnary' }): number | null {
  const value = evaluateArithmetic(reader, expression.operand);
  if (expression.operator === '++' || expression.operator === '--') {
    const next = value === null ? null : value + (expression.operator === '++' ? 1 : -1);
    assign(reader, expression.operand, next);
    return expression.prefix ? next : value;
  }
  if (value === null) return null;
  if (expression.operator === '-') return -value;
  if (expression.operator === '!') return value === 0 ? 1 : 0;
  return expression.operator === '+' ? value : null;
}

function evaluateBinary(
  reader: Reader,
  expression: ArithmeticExpression & { type: 'ArithmeticBinary' },
): number | null {
  const { operator } = expression;
  const operation = Object.hasOwn(ASSIGNMENTS, operator) ? ASSIGNMENTS[operator] : undefined;
  if (operation !== undefined) {
    const right = evaluateArithmetic(reader, expression.right);
    const left = operation === '' ? 0 : evaluateArithmetic(reader, expression.left);
    const value = left === null || right === null ? null : operation === '' ? right : compute(operation, left, right);
    return assign(reader, expression.left, value);
  }
  const left = evaluateArithmetic(reader, expression.left);
  if (left === 0 && operator === '&&') return 0;
  if (left !== null && left !== 0 && operator === '||') return 1;
  const right = evaluateArithmetic(reader, expression.right);
  return left === null || right === null ? null : compute(operator, left, right);
}

function compute(operator: string, a: number, b: number): number | null {
  const truth = (holds: boolean): number => (holds ? 1 : 0);
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return Number.isSafeInteger(a * b) ? a * b : null;
    case '/':
      return b === 0 ? null : Math.trunc(a / b);
    case '%':
      return b === 0 ? null : a % b;
    case '**':
      return b >= 0 && Number.isSafeInteger(a ** b) ? a ** b : null;
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '&&':
      return truth(a !== 0 && b !== 0);
    case '||':
      return truth(a !== 0 || b !== 0);
    case ',':
      return b;
    default:
      return null;
  }
}
