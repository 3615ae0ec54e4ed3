import { type Expression, type ObjectProperty, type Program, parseSync, type Statement } from 'oxc-parser';
import type { Range } from '../model/span.ts';
import type { Place } from './places.ts';

/**
 * Where the keys of a contract stand in the program that makes it, as far as its source writes them as literals: the object of
 * `export default`, of `export const contract`, or of the constant that one of them names, with or without `defineContract(…)`.
 * Null when the source writes no such object.
 */
export function placesOfProgram(path: string, text: string): Place | null {
  const { program } = parseSync(path, text, { sourceType: 'module' });
  const constants = constantsOf(program);
  const exported = exportedValue(program, constants);
  return exported && placeOf(exported, null, path, constants, 0);
}

type Constants = ReadonlyMap<string, Expression>;

function constantsOf(program: Program): Constants {
  const constants = new Map<string, Expression>();
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
    for (const { id, init } of declaration.declarations)
      if (id.type === 'Identifier' && init) constants.set(id.name, init);
  }
  return constants;
}

function exportedValue(program: Program, constants: Constants): Expression | null {
  for (const statement of program.body as Statement[]) {
    if (statement.type !== 'ExportDefaultDeclaration') continue;
    const { declaration } = statement;
    const isValue = !declaration.type.endsWith('Declaration') && !declaration.type.startsWith('Function');
    return isValue ? (declaration as Expression) : null;
  }
  return constants.get('contract') ?? null;
}

/** The literal behind type assertions, `defineContract(…)` and constants of the file. */
function literalOf(expression: Expression, constants: Constants, depth: number): Expression {
  if (depth > 20) return expression;
  switch (expression.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      return literalOf(expression.expression, constants, depth + 1);
    case 'Identifier': {
      const value = constants.get(expression.name);
      return value ? literalOf(value, constants, depth + 1) : expression;
    }
    case 'CallExpression': {
      const [first] = expression.arguments;
      const only = expression.arguments.length === 1 && first && first.type !== 'SpreadElement';
      return only ? literalOf(first, constants, depth + 1) : expression;
    }
    default:
      return expression;
  }
}

function placeOf(expression: Expression, key: Range | null, path: string, constants: Constants, depth: number): Place {
  const literal = literalOf(expression, constants, 0);
  const children = new Map<string, Place>();
  const value = { path, start: expression.start, end: expression.end };
  if (depth > 64) return { key, value, spelling: null, children };
  if (literal.type === 'ObjectExpression') {
    for (const property of literal.properties) {
      const name = property.type === 'Property' ? keyOf(property) : null;
      if (property.type !== 'Property' || name === null) continue;
      const at = { path, start: property.key.start, end: property.key.end };
      children.set(name, placeOf(property.value, at, path, constants, depth + 1));
    }
  } else if (literal.type === 'ArrayExpression' && !literal.elements.some((item) => item?.type === 'SpreadElement')) {
    for (const [i, item] of literal.elements.entries())
      if (item && item.type !== 'SpreadElement')
        children.set(String(i), placeOf(item, null, path, constants, depth + 1));
  }
  return { key, value, spelling: null, children };
}

function keyOf({ key, computed }: ObjectProperty): string | null {
  if (key.type === 'Identifier' && !computed) return key.name;
  return key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')
    ? String(key.value)
    : null;
}
