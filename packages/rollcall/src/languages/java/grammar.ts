import { type Grammar, loadGrammar, type TreeShape } from '../tree-sitter.ts';

/** What the lowering reads of tree-sitter-java's trees. */
const shape: TreeShape = {
  leaves: ['identifier', 'type_identifier'],
  dropped: ['line_comment', 'block_comment'],
  tokensOf: [
    'binary_expression',
    'unary_expression',
    'assignment_expression',
    'update_expression',
    'modifiers',
    'import_declaration',
    'variable_declarator',
    'lambda_expression',
    'method_invocation',
    'if_statement',
    'for_statement',
    'element_value_pair',
    'switch_label',
    'switch_rule',
    'method_reference',
  ],
};

export function loadJavaGrammar(): Promise<Grammar> {
  return loadGrammar('tree-sitter-java/tree-sitter-java.wasm', shape);
}
