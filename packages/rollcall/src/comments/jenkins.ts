import { type Token, tokensOf } from '../carriers/jenkins/tokens.ts';
import type { At } from '../program/program.ts';
import { matchComments, PATTERNS } from './patterns.ts';
import { findShellComments } from './shell.ts';

/** Comments of Groovy, and those of the scripts that the steps `sh`, `bat` and `powershell` run. https://groovy-lang.org/syntax.html#_comments */
export function findJenkinsComments(text: string): At[] {
  const tokens = tokensOf(text);
  const ends = [...tokens, { start: text.length, end: text.length }];
  const between = ends.flatMap(({ start }, i) =>
    within(text, ends[i - 1]?.end ?? 0, start, (part) => matchComments(part, PATTERNS.slashes)),
  );
  const scripts = tokens.flatMap((token, i) => inScript(text, token, stepOf(tokens, i)));
  return [...between, ...scripts].sort((a, b) => a.start - b.start);
}

/** The step that a string is handed to: `sh '…'`, `sh(script: '…')`. */
function stepOf(tokens: readonly Token[], at: number): string {
  for (let i = at - 1; i >= 0 && i >= at - 12; i--) {
    const token = tokens[i];
    if (token?.kind === 'string') return '';
    if (token?.kind === 'word' && /^(sh|bat|powershell|pwsh)$/.test(token.text)) return token.text;
  }
  return '';
}

function inScript(text: string, { kind, start, end, quote = '' }: Token, step: string): At[] {
  if (kind !== 'string' || step === '' || quote.length !== 3) return [];
  const find =
    step === 'sh'
      ? findShellComments
      : (part: string) => matchComments(part, step === 'bat' ? PATTERNS.batch : PATTERNS.powershell);
  return within(text, start + quote.length, end - quote.length, find);
}

function within(text: string, from: number, to: number, find: (part: string) => readonly At[]): At[] {
  return to <= from
    ? []
    : find(text.slice(from, to)).map(({ start, end }) => ({ start: from + start, end: from + end }));
}
