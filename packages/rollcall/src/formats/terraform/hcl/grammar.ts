import { findNodes, type Grammar, loadGrammar, shapeOfOnly, type TreeShape } from '../../../languages/tree-sitter.ts';

const GRAMMAR = '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm';

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
  loading ??= loadGrammar(GRAMMAR, shape);
  loaded = await loading;
}

export function hclGrammar(): Grammar {
  if (!loaded) throw new Error('the grammar of HCL is asked for before it is loaded');
  return loaded;
}

const COMMENTS = ['comment'];

let commenting: Promise<Grammar> | undefined;

/** The comments of a file, with their marks; null where the parser gave up. https://developer.hashicorp.com/terraform/language/syntax/configuration#comments */
export async function findHclComments(
  text: string,
): Promise<{ readonly start: number; readonly end: number }[] | null> {
  commenting ??= loadGrammar(GRAMMAR, shapeOfOnly(COMMENTS));
  return findNodes(await commenting, text, COMMENTS);
}
