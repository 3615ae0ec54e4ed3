import type { ReaderMeta } from '../../model/reader.ts';
import type { Language, Statement, UnitText } from '../../program/program.ts';
import { findJavaScriptComments } from './comments.ts';
import { findImports } from './imports.ts';
import { breakLongLines, mayRenderTooMuch, originalOffset } from './lines.ts';
import { startLowering } from './lowering.ts';
import { nestsTooDeep } from './nesting.ts';
import { loadParser, parseProgram, withoutPreamble } from './parse.ts';
import { type Part, parseInParts } from './recover.ts';
import { lowerBody } from './statements.ts';
import { tokenize } from './tokens.ts';

export const meta = {
  kind: 'language',
  id: 'javascript',
  title: 'JavaScript and TypeScript',
  reads:
    '`.js`, `.mjs`, `.cjs`, `.jsx`, `.ts`, `.mts`, `.cts`, `.tsx`; the argument lists that it starts programs with, too',
  source: 'https://tc39.es/ecma262/',
} as const satisfies ReaderMeta;

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
  async comments(text) {
    await loadParser();
    return findJavaScriptComments(text);
  },
  lower: lowerFile,
};

function cutFile(text: string): UnitText[] {
  if (text === '') return [];
  return [{ text, defines: null, sort: 'statements', start: 0, end: text.length }];
}

function lowerFile(unit: string): readonly Statement[] {
  const clean = withoutPreamble(unit);
  const tokens = tokenize(clean);
  if (nestsTooDeep(clean, tokens)) return [{ kind: 'broken', start: 0, end: unit.length }];
  const { text, inserted } = breakLongLines(clean, tokens);
  const parsed = inserted.length > 0 ? tokenize(text) : tokens;
  if (mayRenderTooMuch(text, parsed)) return [{ kind: 'broken', start: 0, end: unit.length }];
  const program = parseProgram(text, parsed.at(-1)?.end ?? 0);
  if (program) return lowerBody(startLowering(unit, 0, inserted), program.body);
  return parseInParts(text, parsed).flatMap((part) => lowerPart(unit, part, inserted));
}

function lowerPart(unit: string, part: Part, inserted: readonly number[]): Statement[] {
  if (part.program) return lowerBody(startLowering(unit, part.start, inserted), part.program.body);
  return [{ kind: 'broken', start: originalOffset(inserted, part.start), end: originalOffset(inserted, part.end) }];
}
