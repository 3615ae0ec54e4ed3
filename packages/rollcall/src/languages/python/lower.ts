import type { Statement } from '../../program/program.ts';
import type { Grammar } from '../tree-sitter.ts';
import { expressionRules } from './expressions.ts';
import { lowerStatements, type NodeType, nodeTypes, type Rules } from './lowering.ts';
import { roughPieces } from './pieces.ts';
import { statementRules } from './statements.ts';

/** Joins the grammar's symbols with what is done for each node type. */
export function rulesFor(grammar: Grammar): Rules {
  const is = Object.fromEntries(nodeTypes.map((type) => [type, grammar.symbol(type)])) as Record<NodeType, number>;
  return {
    is,
    grammar,
    expressions: bySymbol(grammar, expressionRules),
    statements: bySymbol(grammar, statementRules),
    operators: Array.from({ length: grammar.symbols }, (_, symbol) => grammar.token(symbol)),
  };
}

function bySymbol<T>(grammar: Grammar, rules: Readonly<Record<string, T>>): (T | undefined)[] {
  const table = new Array<T | undefined>(grammar.symbols).fill(undefined);
  for (const [type, rule] of Object.entries(rules)) table[grammar.symbol(type)] = rule;
  return table;
}

/** The statements of a text. Where it does not parse as a whole, its top-level pieces are parsed one by one. */
export function lowerPython(rules: Rules, unit: string): Statement[] {
  const text = withPlainNewlines(unit);
  const whole = lowerPiece(rules, text, 0);
  if (whole !== null) return whole;
  const pieces = roughPieces(text);
  return pieces.flatMap(({ start, end }) => lowerPiece(rules, text.slice(start, end), start, true) ?? []);
}

/** Null where the piece holds an error and may still be divided. */
function lowerPiece(rules: Rules, text: string, base: number, final = false): Statement[] | null {
  const tree = rules.grammar.parse(text);
  if (tree === null) return final ? [{ kind: 'broken', start: base, end: base + text.length }] : null;
  if (tree.hasError && !final) return null;
  return lowerStatements({ text, tree, base, rules, depth: 0, tooDeep: false, inClass: false, typeOnly: false }, 0);
}

/** The grammar does not know a lone carriage return as a newline, Python does. The length stays. */
function withPlainNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
}
