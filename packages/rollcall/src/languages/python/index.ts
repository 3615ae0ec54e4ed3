import type { ReaderMeta } from '../../model/reader.ts';
import type { Language } from '../../program/program.ts';
import { findPythonComments } from './comments.ts';
import { cutPython } from './cut.ts';
import { loadPythonGrammar } from './grammar.ts';
import { findImports } from './imports.ts';
import { lowerPython, rulesFor } from './lower.ts';
import type { Rules } from './lowering.ts';

export const meta = {
  kind: 'language',
  id: 'python',
  title: 'Python',
  reads: '`.py`, `.pyw`; the argument lists that it starts programs with, too',
  source: 'https://docs.python.org/3/reference/',
} as const satisfies ReaderMeta;

let rules: Rules | null = null;
let loading: Promise<void> | null = null;

/**
 * Python 3, and what the grammar knows of Python 2. `lower` throws when {@link Language.load} has not resolved before.
 */
export const python: Language = {
  id: 'python',
  version: 1,
  extensions: ['py', 'pyw'],
  load() {
    loading ??= loadPythonGrammar().then((grammar) => {
      rules = rulesFor(grammar);
    });
    return loading;
  },
  cut: cutPython,
  imports: findImports,
  comments: async (text) => findPythonComments(text),
  lower(unit) {
    if (rules === null) throw new Error('the Python grammar is not loaded: await python.load() first');
    return lowerPython(rules, unit);
  },
};
