import type { Language, Statement, UnitText } from '../../program/program.ts';
import { findImports } from './imports.ts';
import { type Lowering, startLowering } from './lowering.ts';
import { nestsTooDeep } from './nesting.ts';
import { loadParser, parseProgram, withoutPreamble } from './parse.ts';
import { parseInParts } from './recover.ts';
import { lowerBody } from './statements.ts';
import { tokenize } from './tokens.ts';

/**
 * JavaScript and TypeScript, with JSX, as modules or scripts (ECMA-262; TypeScript's handbook for enums, namespaces, parameter
 * properties and `import x = require()`). A file is one unit: where a statement ends cannot be told without parsing.
 */
export const javascript: Language = {
  id: 'javascript',
  version: 1,
  extensions: ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx'],
  load: loadParser,
  cut: cutFile,
  imports: findImports,
  lower: lowerFile,
};

function cutFile(text: string): UnitText[] {
  if (text === '') return [];
  return [{ text, defines: null, sort: 'statements', start: 0, end: text.length }];
}

function lowerFile(unit: string): readonly Statement[] {
  const text = withoutPreamble(unit);
  const tokens = tokenize(text);
  if (nestsTooDeep(text, tokens)) return [{ kind: 'broken', start: 0, end: unit.length }];
  const program = parseProgram(text);
  if (program) return lowerBody(startLowering(unit, 0), program.body);
  return parseInParts(text, tokens).flatMap((part) => {
    const lowering: Lowering = startLowering(unit, part.start);
    if (part.program) return lowerBody(lowering, part.program.body);
    return [{ kind: 'broken' as const, start: part.start, end: part.end }];
  });
}
