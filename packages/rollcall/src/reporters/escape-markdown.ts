import { escapeControls } from '../errors.ts';

/**
 * Foreign text as a code span of Markdown: nothing in it is a link, a mention, a tag or emphasis. Its fence is longer than any run of
 * backticks inside (https://spec.commonmark.org/0.31.2/#code-spans).
 */
export function codeSpan(text: string): string {
  const told = escapeControls(text);
  if (told === '') return '(nothing)';
  const longest = Math.max(0, ...[...told.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padded = /^[` ]|[` ]$/.test(told) ? ` ${told} ` : told;
  return `${fence}${padded}${fence}`;
}

/**
 * Lines of foreign text, already escaped, as a fenced block; its fence is longer than any run of backticks inside
 * (https://spec.commonmark.org/0.31.2/#fenced-code-blocks).
 */
export function codeBlock(lines: string): string {
  const longest = Math.max(2, ...[...lines.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${lines}\n${fence}`;
}
