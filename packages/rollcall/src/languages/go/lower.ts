import type { Statement } from '../../program/program.ts';
import type { FlatTree, Grammar } from '../tree-sitter.ts';
import { expressionRules } from './expressions.ts';
import { lowerStatements, type NodeType, nodeTypes, type Rules } from './lowering.ts';
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

/** The statements of a text. Where it does not parse, what the parser could save is lowered, and the rest is broken. */
export function lowerGo(rules: Rules, unit: string): Statement[] {
  // The grammar asks for a new line behind the last declaration.
  const text = `${unit}\n`;
  const sound = rules.grammar.parse(text, 'be-sound');
  if (sound !== null && !sound.hasError) return lowerTree(rules, sound, text);
  const newer = withPlainNew(text);
  const again = newer === text ? null : rules.grammar.parse(newer, 'be-sound');
  if (again !== null && !again.hasError) return lowerTree(rules, again, text);
  const tree = rules.grammar.parse(text, 'recover');
  if (tree === null) return [{ kind: 'broken', start: 0, end: unit.length }];
  const statements = lowerTree(rules, tree, text);
  return statements.some(({ kind }) => kind === 'broken') || !tree.hasError
    ? statements
    : [{ kind: 'broken', start: 0, end: unit.length }, ...statements];
}

/** Since Go 1.26 `new` takes a value too, which the grammar knows of no function called so. The length stays. https://go.dev/doc/go1.26#language */
function withPlainNew(text: string): string {
  return text.replace(/\bnew\(/g, 'neW(');
}

function lowerTree(rules: Rules, tree: FlatTree, text: string): Statement[] {
  return lowerStatements({ text, tree, rules, depth: 0, tooDeep: false, results: [] }, 0);
}
