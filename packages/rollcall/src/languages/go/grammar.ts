import { type Grammar, loadGrammar, type TreeShape } from '../tree-sitter.ts';

/** What the lowering reads of tree-sitter-go's trees; a literal's content is read from the text. */
const shape: TreeShape = {
  leaves: [
    'identifier',
    'field_identifier',
    'type_identifier',
    'package_identifier',
    'label_name',
    'blank_identifier',
    'dot',
    'int_literal',
    'float_literal',
    'imaginary_literal',
    'rune_literal',
    'interpreted_string_literal',
    'raw_string_literal',
    'true',
    'false',
    'nil',
    'iota',
    'break_statement',
    'continue_statement',
    'goto_statement',
    'fallthrough_statement',
    'empty_statement',
    'interface_type',
    'function_type',
    'type_parameter_list',
  ],
  dropped: ['comment'],
  tokensOf: [
    'binary_expression',
    'unary_expression',
    'assignment_statement',
    'for_clause',
    'range_clause',
    'expression_switch_statement',
    'const_declaration',
  ],
};

export function loadGoGrammar(): Promise<Grammar> {
  return loadGrammar('tree-sitter-go/tree-sitter-go.wasm', shape);
}
