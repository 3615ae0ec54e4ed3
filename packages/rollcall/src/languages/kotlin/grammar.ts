import { type Grammar, loadGrammar, type TreeShape } from '../tree-sitter.ts';

/** What the lowering reads of tree-sitter-kotlin's trees. */
const shape: TreeShape = {
  leaves: ['identifier', 'string_content', 'escape_sequence'],
  dropped: ['line_comment', 'block_comment'],
  tokensOf: [
    'binary_expression',
    'unary_expression',
    'assignment',
    'navigation_expression',
    'in_expression',
    'property_declaration',
    'class_parameter',
    'function_value_parameters',
    'function_body',
    'if_expression',
    'when_entry',
    'range_test',
    'catch_block',
    'return_expression',
    'value_argument',
    'property_modifier',
    'class_modifier',
    'lambda_literal',
    'parameter',
    'interpolation',
  ],
};

export function loadKotlinGrammar(): Promise<Grammar> {
  return loadGrammar('@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm', shape);
}
