import { type Grammar, loadGrammar, type TreeShape } from '../tree-sitter.ts';

/** What the lowering reads of tree-sitter-python's trees; a string's content is read from the text. */
const shape: TreeShape = {
  leaves: [
    'identifier',
    'integer',
    'float',
    'true',
    'false',
    'none',
    'ellipsis',
    'dotted_name',
    'relative_import',
    'wildcard_import',
    'string_start',
    'string_end',
    'type_conversion',
    'pass_statement',
    'break_statement',
    'continue_statement',
    'global_statement',
    'nonlocal_statement',
    'keyword_separator',
    'positional_separator',
  ],
  dropped: ['comment', 'line_continuation', 'string_content'],
  tokensOf: [
    'binary_operator',
    'boolean_operator',
    'comparison_operator',
    'unary_operator',
    'augmented_assignment',
    'case_pattern',
    'union_pattern',
    'complex_pattern',
  ],
};

export function loadPythonGrammar(): Promise<Grammar> {
  return loadGrammar('tree-sitter-python/tree-sitter-python.wasm', shape);
}
