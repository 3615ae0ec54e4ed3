import { type Grammar, loadGrammar, type TreeShape } from '../../../languages/tree-sitter.ts';

/** What is read of tree-sitter-hcl's trees; the content of literals is read from the text. */
const shape: TreeShape = {
  leaves: [
    'identifier',
    'numeric_lit',
    'bool_lit',
    'null_lit',
    'string_lit',
    'template_literal',
    'heredoc_start',
    'heredoc_identifier',
    'legacy_index',
    'ellipsis',
  ],
  dropped: ['comment'],
  tokensOf: ['binary_operation', 'unary_operation'],
};

let loaded: Grammar | undefined;
let loading: Promise<Grammar> | undefined;

/** Loads the grammar; until then no file of Terraform can be parsed. */
export async function loadHclGrammar(): Promise<void> {
  loading ??= loadGrammar('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm', shape);
  loaded = await loading;
}

export function hclGrammar(): Grammar {
  if (!loaded) throw new Error('the grammar of HCL is asked for before it is loaded');
  return loaded;
}
