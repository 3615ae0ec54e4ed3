import { explainNameIn, explainRule, namesIn } from '../check.ts';
import { nameMarkdown, ruleMarkdown } from '../reporters/markdown-explain.ts';
import type { Checked } from './folder-check.ts';
import { type Word, wordsAt } from './words.ts';

/** What there is to tell of a word, and where it stands. */
export interface Told {
  readonly markdown: string;
  readonly word: Word;
}

/** Of a name that is read, given or in the contract: who needs it and where it is given. Of a rule's id: what it means. */
export function tellAt({ report }: Checked, text: string, offset: number): Told | null {
  const { resolution } = report;
  const names = new Set(namesIn(resolution));
  for (const word of wordsAt(text, offset)) {
    if (names.has(word.text)) {
      const { explanation, span } = explainNameIn(resolution, word.text);
      return { markdown: nameMarkdown(explanation, span), word };
    }
    const rule = explainRule(word.text, resolution.contract?.preset ?? undefined);
    if (rule?.kind === 'rule') return { markdown: ruleMarkdown(rule.rule, rule.severity), word };
  }
  return null;
}
