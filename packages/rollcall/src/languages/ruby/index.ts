import type { ReaderMeta } from '../../model/reader.ts';
import type { ImportMention, Language, Statement } from '../../program/program.ts';
import { brokenIn, parseSyntax, partsOf, type Syntax } from '../syntax.ts';
import type { Grammar } from '../tree-sitter.ts';
import { partsOfCall } from './calls.ts';
import { embeddedCode } from './embedded.ts';
import { findRubyComments, loadRubyGrammar } from './grammar.ts';
import { callOf, startLowering, textOf } from './lowering.ts';
import { lowerBody } from './statements.ts';
import { literalOf } from './strings.ts';

export const meta = {
  kind: 'language',
  id: 'ruby',
  title: 'Ruby',
  reads: '`.rb`, `.ru`, and YAML with ERB in `config/`',
  source: 'https://docs.ruby-lang.org/en/master/syntax_rdoc.html',
} as const satisfies ReaderMeta;

let grammar: Grammar | null = null;
let loading: Promise<void> | null = null;

function loaded(): Grammar {
  if (grammar === null) throw new Error('the Ruby grammar is not loaded: await ruby.load() first');
  return grammar;
}

/**
 * Configuration that gems and Rails read through ERB. Files that are read when deploying, or that hold texts, are not among them.
 * https://guides.rubyonrails.org/configuring.html#configuring-a-database
 */
const EMBEDDING =
  /(^|\/)config\/(?!(deploy|i18n|importmap|kamal|locales|brakeman|rubocop|i18n-tasks|spring|tailwind|vite)\b)[\w.-]+\.ya?ml(\.erb)?$/;

/** Ruby 3, and the Ruby in configuration files. A file is one unit: where a statement ends cannot be told without parsing. */
export const ruby: Language = {
  id: 'ruby',
  version: 1,
  extensions: ['rb', 'ru', 'rake'],
  configuration: EMBEDDING,
  load() {
    loading ??= loadRubyGrammar().then((made) => {
      grammar = made;
    });
    return loading;
  },
  cut(text, path = '') {
    const code = EMBEDDING.test(path) ? embeddedCode(text) : text;
    return code.trim() === '' ? [] : [{ text: code, defines: null, sort: 'statements', start: 0, end: text.length }];
  },
  imports: (text) => (grammar === null || !text.includes('require') ? [] : findRequires(text)),
  comments: findRubyComments,
  lower: (unit, path = '') => inEnvironment(path, lowerRuby(unit)),
};

/** A file of `config/environments/` is loaded in the environment that it is called like. https://guides.rubyonrails.org/configuring.html */
function inEnvironment(path: string, statements: readonly Statement[]): readonly Statement[] {
  const word = /(?:^|\/)config\/environments\/(\w+)\.rb$/.exec(path)?.[1];
  const [first] = statements;
  if (word === undefined || !first) return statements;
  const place = { start: 0, end: 0 };
  const test = callOf('rails.environment', [{ kind: 'string', value: word, contentStart: -1, ...place }], place);
  const broken = statements.filter(({ kind }) => kind === 'broken');
  const then = statements.filter(({ kind }) => kind !== 'broken');
  return [...broken, { kind: 'if', test, then, otherwise: [], ...place, end: statements.at(-1)?.end ?? 0 }];
}

function lowerRuby(unit: string): readonly Statement[] {
  const parsed = parseSyntax(loaded(), unit);
  if (!parsed) return [{ kind: 'broken', start: 0, end: unit.length }];
  const { root, sound } = parsed;
  const broken = sound ? null : brokenIn(root);
  const statements = lowerBody(startLowering(unit), partsOf(root));
  if (!broken && sound) return statements;
  const { start, end } = broken ?? root;
  return [{ kind: 'broken', start, end }, ...statements];
}

/** `require_relative "x"`, and `require "./x"`, wherever in the file. */
function findRequires(text: string): readonly ImportMention[] {
  const parsed = parseSyntax(loaded(), text);
  const found: ImportMention[] = [];
  const x = startLowering(text);
  const left: Syntax[] = parsed ? [parsed.root] : [];
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.type === 'call') {
      const { receiver, method, args } = partsOfCall(node);
      const name = method && !receiver ? textOf(x, method) : '';
      const module = name === 'require_relative' || name === 'require' ? literalOf(x, args[0]) : null;
      if (module !== null && (name === 'require_relative' || module.startsWith('.')))
        found.push({ module: `./${module}`, names: [], typeOnly: false, start: node.start, end: node.end });
    }
    left.push(...node.children);
  }
  return found.reverse();
}
