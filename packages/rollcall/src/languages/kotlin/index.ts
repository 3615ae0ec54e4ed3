import type { ReaderMeta } from '../../model/reader.ts';
import type { ImportMention, Language, Statement } from '../../program/program.ts';
import { brokenIn, parseSyntax, partsOf } from '../syntax.ts';
import type { Grammar } from '../tree-sitter.ts';
import { loadKotlinGrammar } from './grammar.ts';
import type { Lowering } from './lowering.ts';
import { lowerStatements, madeIn } from './statements.ts';

export const meta = {
  kind: 'language',
  id: 'kotlin',
  title: 'Kotlin',
  reads: '`.kt`',
  source: 'https://kotlinlang.org/spec/',
} as const satisfies ReaderMeta;

let grammar: Grammar | null = null;
let loading: Promise<void> | null = null;

function loaded(): Grammar {
  if (grammar === null) throw new Error('the Kotlin grammar is not loaded: await kotlin.load() first');
  return grammar;
}

/** Kotlin 2. A file is one unit. */
export const kotlin: Language = {
  id: 'kotlin',
  version: 1,
  extensions: ['kt'],
  load() {
    loading ??= loadKotlinGrammar().then((made) => {
      grammar = made;
    });
    return loading;
  },
  cut: (text) => (text.trim() === '' ? [] : [{ text, defines: null, sort: 'statements', start: 0, end: text.length }]),
  imports: importsIn,
  lower: lowerKotlin,
};

function lowerKotlin(unit: string): readonly Statement[] {
  const parsed = parseSyntax(loaded(), unit);
  if (!parsed) return [{ kind: 'broken', start: 0, end: unit.length }];
  const { root, sound } = parsed;
  const nodes = partsOf(root);
  const imports = new Map([...unit.matchAll(IMPORT)].map(([, name = '', as]) => [as ?? lastOf(name), name]));
  const x: Lowering = { text: unit, depth: 0, locals: [], classes: [], imports, made: madeIn(unit, nodes) };
  const statements = lowerStatements(x, nodes, 'file');
  if (sound) return statements;
  const { start, end } = brokenIn(root) ?? root;
  return [{ kind: 'broken', start, end }, ...statements];
}

/** `import a.b.C`, `import a.b.c as d`. https://kotlinlang.org/docs/packages.html#imports */
const IMPORT = /^[ \t]*import[ \t]+([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?:[ \t]+as[ \t]+(\w+))?[ \t;]*$/gm;

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function importsIn(text: string): ImportMention[] {
  return [...text.matchAll(IMPORT)].map((match) => ({
    module: match[1] ?? '',
    names: [],
    typeOnly: false,
    start: match.index,
    end: match.index + match[0].length,
  }));
}
