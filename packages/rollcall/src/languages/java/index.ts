import type { ReaderMeta } from '../../model/reader.ts';
import type { ImportMention, Language, Statement } from '../../program/program.ts';
import { brokenIn, parseSyntax, partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import type { Grammar } from '../tree-sitter.ts';
import { findJavaComments, loadJavaGrammar } from './grammar.ts';
import type { Lowering } from './lowering.ts';
import { lowerStatements } from './statements.ts';

export const meta = {
  kind: 'language',
  id: 'java',
  title: 'Java',
  reads: '`.java`',
  source: 'https://docs.oracle.com/javase/specs/',
} as const satisfies ReaderMeta;

let grammar: Grammar | null = null;
let loading: Promise<void> | null = null;

function loaded(): Grammar {
  if (grammar === null) throw new Error('the Java grammar is not loaded: await java.load() first');
  return grammar;
}

/** Java 21. A file is one unit: it holds one class, mostly. */
export const java: Language = {
  id: 'java',
  version: 2,
  extensions: ['java'],
  load() {
    loading ??= loadJavaGrammar().then((made) => {
      grammar = made;
    });
    return loading;
  },
  cut: (text) => (text.trim() === '' ? [] : [{ text, defines: null, sort: 'statements', start: 0, end: text.length }]),
  imports: (text) => (grammar === null ? [] : importsIn(text, parseSyntax(loaded(), headOf(text))?.root).mentions),
  comments: findJavaComments,
  lower: lowerJava,
};

/** Imports stand before the first class. */
function headOf(text: string): string {
  const last = text.lastIndexOf('\nimport ');
  if (last < 0) return text.startsWith('import ') ? text : '';
  const end = text.indexOf('\n', last + 1);
  return end < 0 ? text : text.slice(0, end);
}

function lowerJava(unit: string): readonly Statement[] {
  const parsed = parseSyntax(loaded(), unit);
  if (!parsed) return [{ kind: 'broken', start: 0, end: unit.length }];
  const { root, sound } = parsed;
  const { classes, members } = importsIn(unit, root);
  const x: Lowering = { text: unit, depth: 0, locals: [], classes: [], imports: classes, members };
  const statements = lowerStatements(x, partsOf(root));
  if (sound) return statements;
  const { start, end } = brokenIn(root) ?? root;
  return [{ kind: 'broken', start, end }, ...statements];
}

interface Imports {
  readonly classes: Map<string, string>;
  readonly members: Map<string, string>;
  readonly mentions: ImportMention[];
}

/** `import a.b.C` names a class, `import static a.b.C.d` a member of one; what `*` names is not told here. */
function importsIn(text: string, root: Syntax | undefined): Imports {
  const found: Imports = { classes: new Map(), members: new Map(), mentions: [] };
  for (const node of root ? partsOf(root) : []) {
    const name = node.type === 'import_declaration' ? partOf(node, 'scoped_identifier') : undefined;
    if (!name) continue;
    const whole = text.slice(name.start, name.end).replace(/\s+/g, '');
    const at = whole.lastIndexOf('.');
    const [holder, last] = [whole.slice(0, at), whole.slice(at + 1)];
    const isStatic = tokensOf(node).includes('static');
    if (partOf(node, 'asterisk')) continue;
    if (isStatic) found.members.set(last, holder);
    else found.classes.set(last, whole);
    found.mentions.push({
      module: isStatic ? holder : whole,
      names: [],
      typeOnly: false,
      start: node.start,
      end: node.end,
    });
  }
  return found;
}
