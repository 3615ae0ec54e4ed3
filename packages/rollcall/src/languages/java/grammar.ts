import type { At } from '../../program/program.ts';
import { findNodes, type Grammar, loadGrammar, shapeOfOnly, type TreeShape } from '../tree-sitter.ts';

const GRAMMAR = 'tree-sitter-java/tree-sitter-java.wasm';

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
  return loadGrammar(GRAMMAR, shape);
}

const COMMENTS = ['line_comment', 'block_comment'];

let commenting: Promise<Grammar> | undefined;

/** The comments of a file, with their marks; null where the parser gave up. */
export async function findJavaComments(text: string): Promise<readonly At[] | null> {
  commenting ??= loadGrammar(GRAMMAR, shapeOfOnly(COMMENTS));
  return findNodes(await commenting, text, COMMENTS);
}
