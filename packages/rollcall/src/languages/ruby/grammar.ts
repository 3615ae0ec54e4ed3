import { type Grammar, loadGrammar, type TreeShape } from '../tree-sitter.ts';

/** What the lowering reads of tree-sitter-ruby's trees. */
const shape: TreeShape = {
  leaves: ['identifier', 'constant', 'integer', 'float', 'simple_symbol', 'hash_key_symbol', 'instance_variable'],
  dropped: ['comment'],
  tokensOf: ['call', 'binary', 'unary', 'operator_assignment', 'optional_parameter', 'keyword_parameter', 'range'],
};

export function loadRubyGrammar(): Promise<Grammar> {
  return loadGrammar('tree-sitter-ruby/tree-sitter-ruby.wasm', shape);
}
