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

/** A sentence with foreign words in it: no character of it means anything to Markdown, and no word is a mention or a link. */
export function prose(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>()#+!|~&@:]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/\b(https?|www)\b/g, '$1&#8203;');
}

/** Foreign text on one line. */
export function oneLine(text: string): string {
  return escapeControls(text.replace(/[\r\n]+/g, ' '));
}
