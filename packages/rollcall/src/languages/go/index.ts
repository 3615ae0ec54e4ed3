import type { ReaderMeta } from '../../model/reader.ts';
import type { Language } from '../../program/program.ts';
import { findGoComments } from './comments.ts';
import { cutGo } from './cut.ts';
import { loadGoGrammar } from './grammar.ts';
import { findImports, packageOf } from './imports.ts';
import { lowerGo, rulesFor } from './lower.ts';
import type { Rules } from './lowering.ts';

export const meta = {
  kind: 'language',
  id: 'go',
  title: 'Go',
  reads: '`.go`; the argument lists that it starts programs with, too',
  source: 'https://go.dev/ref/spec',
} as const satisfies ReaderMeta;

let rules: Rules | null = null;
let loading: Promise<void> | null = null;

/** Go. https://go.dev/ref/spec. `lower` throws when {@link Language.load} has not resolved before. */
export const go: Language = {
  id: 'go',
  version: 1,
  extensions: ['go'],
  load() {
    loading ??= loadGoGrammar().then((grammar) => {
      rules = rulesFor(grammar);
    });
    return loading;
  },
  cut: cutGo,
  imports: findImports,
  packageOf,
  comments: async (text) => findGoComments(text),
  lower(unit) {
    if (rules === null) throw new Error('the Go grammar is not loaded: await go.load() first');
    return lowerGo(rules, unit);
  },
};
