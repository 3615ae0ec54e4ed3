import type { Statement } from '../../program/program.ts';
import type { FlatTree, Grammar } from '../tree-sitter.ts';
import { expressionRules } from './expressions.ts';
import { lowerStatements, type NodeType, nodeTypes, type Rules } from './lowering.ts';
import { roughPieces, withoutCommentLines } from './pieces.ts';
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

/**
 * The statements of a text. Where it does not parse as a whole, it is tried without comment lines (the grammar ends a
 * block at a comment left of it), and then its top-level pieces are parsed one by one.
 */
export function lowerPython(rules: Rules, unit: string): Statement[] {
  const text = withPlainNewlines(unit);
  const whole = lowerSound(rules, text);
  if (whole !== null) return whole;
  const bare = withoutCommentLines(text);
  return (bare === text ? null : lowerSound(rules, bare)) ?? lowerPieces(rules, bare);
}

function lowerSound(rules: Rules, text: string): Statement[] | null {
  const tree = rules.grammar.parse(text, 'be-sound');
  return tree === null || tree.hasError ? null : lowerTree(rules, tree, text, 0);
}

/** After this many broken pieces it is hardly Python, and the rest is one piece that is not looked into. */
const mostBroken = 100;

function lowerPieces(rules: Rules, text: string): Statement[] {
  const out: Statement[] = [];
  let broken = 0;
  const rough = roughPieces(text, mostBroken);
  let done = rough.end;
  for (const { start, end } of rough.pieces) {
    if (broken === mostBroken) {
      done = start;
      break;
    }
    const piece = text.slice(start, end);
    const tree = rules.grammar.parse(piece, 'recover');
    if (tree === null || tree.hasError) broken++;
    const range = { start: start + leading(piece), end: start + piece.trimEnd().length };
    if (tree === null || tree.symbol[0] === rules.grammar.broken) out.push({ kind: 'broken', ...range });
    if (tree !== null) for (const statement of lowerTree(rules, tree, piece, start)) out.push(statement);
  }
  if (done < text.length) out.push({ kind: 'broken', start: done, end: text.length });
  return out;
}

function leading(piece: string): number {
  return piece.length - piece.trimStart().length;
}

function lowerTree(rules: Rules, tree: FlatTree, text: string, base: number): Statement[] {
  const state = { depth: 0, tooDeep: false, inClass: false, typeOnly: false };
  return lowerStatements({ text, tree, base, rules, ...state }, 0);
}

/** The grammar does not know a lone carriage return as a newline, Python does. The length stays. */
function withPlainNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
}
