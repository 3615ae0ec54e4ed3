import type { At } from '../../program/program.ts';
import { findNodes, type Grammar, loadGrammar, shapeOfOnly, type TreeShape } from '../tree-sitter.ts';

const GRAMMAR = 'tree-sitter-ruby/tree-sitter-ruby.wasm';

/** What the lowering reads of tree-sitter-ruby's trees. */
const shape: TreeShape = {
  leaves: ['identifier', 'constant', 'integer', 'float', 'simple_symbol', 'hash_key_symbol', 'instance_variable'],
  dropped: ['comment'],
  tokensOf: ['call', 'binary', 'unary', 'operator_assignment', 'optional_parameter', 'keyword_parameter', 'range'],
};

export function loadRubyGrammar(): Promise<Grammar> {
  return loadGrammar(GRAMMAR, shape);
}

const COMMENTS = ['comment'];

let commenting: Promise<Grammar> | undefined;

/** The comments of a file, with their marks; null where the parser gave up. */
export async function findRubyComments(text: string): Promise<readonly At[] | null> {
  commenting ??= loadGrammar(GRAMMAR, shapeOfOnly(COMMENTS));
  return findNodes(await commenting, text, COMMENTS);
}
