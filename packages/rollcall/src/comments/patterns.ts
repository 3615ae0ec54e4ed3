import type { At } from '../program/program.ts';

/**
 * What of a language tells its comments from its texts, for languages that have no lexer here: one pattern that matches texts and comments,
 * whichever begins first, with the comment as its only group. Each alternative either ends within its line or takes the rest of the file, so that the
 * time is linear.
 */
const DOUBLE = String.raw`"(?:\\.|[^"\\\r\n])*"`;
const SINGLE = String.raw`'(?:\\.|[^'\\\r\n])*'`;
const TRIPLE = String.raw`"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)`;
const SLASHES = String.raw`\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)`;

/** At the start of a word: what stands behind a character that is no space is a part of it. */
const HASH = String.raw`(?<![^\s;&|(){}])#[^\r\n]*`;

export const PATTERNS = {
  /** Java's relatives, Groovy and Kotlin, C#, Rust, PHP, Prisma. */
  slashes: new RegExp(`${TRIPLE}|${DOUBLE}|${SINGLE}|(${SLASHES})`, 'g'),
  /** PHP, and others that know both. */
  slashesAndHash: new RegExp(`${DOUBLE}|${SINGLE}|(${SLASHES}|${HASH})`, 'g'),
  /** Files of settings: dotenv, just, Jinja's hosts, fish. */
  hash: new RegExp(`${TRIPLE}|${DOUBLE}|'[^'\\r\\n]*'|\`[^\`\\r\\n]*\`|(${HASH})`, 'g'),
  /** Only whole lines are comments: Dockerfiles and Java's properties, where `!` begins one too. */
  hashLine: /^[ \t]*(#[^\r\n]*)/gm,
  properties: /^[ \t]*([#!][^\r\n]*)/gm,
  /** `rem` and `::`, https://learn.microsoft.com/windows-server/administration/windows-commands/rem. */
  batch: /"[^"\r\n]*"|(?:^|[&(])[ \t]*@?(rem(?![^\s.])[^\r\n]*|::[^\r\n]*)/gim,
  /** https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_comments */
  powershell: new RegExp(
    String.raw`@"[ \t]*\r?\n[\s\S]*?(?:\n"@|$)|@'[ \t]*\r?\n[\s\S]*?(?:\n'@|$)|"(?:` +
      '`' +
      String.raw`[\s\S]|[^"` +
      '`' +
      String.raw`])*(?:"|$)|'[^']*(?:'|$)|(<#[\s\S]*?(?:#>|$)|${HASH})`,
    'g',
  ),
  /** SQL, Lua, Haskell. */
  dashes: /'(?:''|[^'])*(?:'|$)|"[^"\r\n]*"|(--[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$))/g,
  markup: /(<!--[\s\S]*?(?:-->|$))/g,
} as const satisfies Record<string, RegExp>;

/** Comments by a pattern whose only group is the comment. */
export function matchComments(text: string, pattern: RegExp): At[] {
  const found: At[] = [];
  for (const { 0: whole, 1: comment, index } of text.matchAll(pattern)) {
    if (comment === undefined) continue;
    const end = index + whole.length;
    found.push({ start: end - comment.length, end });
  }
  return found;
}
