import { maskConfiguration, maskWords } from './mask-words.ts';

/** How values are told in a text. */
export type Masked = 'python' | 'javascript' | 'ruby' | 'java' | 'shell' | 'configuration';

/**
 * A line-preserving copy of source code in which the content of every string is covered, except strings that `shown` lets through. A
 * default in the code can be a secret, and a frame of code is printed in logs that many people read. The lexer is coarse on purpose:
 * where it errs it covers too much.
 */
export function maskStrings(code: string, language: Masked, shown: (content: string) => boolean): string {
  if (language === 'configuration') return maskConfiguration(code, shown);
  if (language === 'shell') return maskShell(code, shown);
  return code.replace(TOKENS[language], (whole: string) => {
    if (/^(?:<<|%)/.test(whole)) return maskWords(whole, shown);
    const quote = /^(?:"""|'''|["'`])/.exec(whole)?.[0];
    if (quote === undefined) return maskComment(whole);
    const closed = whole.length >= 2 * quote.length && whole.endsWith(quote);
    const content = whole.slice(quote.length, closed ? -quote.length : undefined);
    return shown(content) ? whole : quote + content.replace(/[^\r\n]/g, '•') + (closed ? quote : '');
  });
}

/** Comments, quoted texts, what is assigned, what stands behind a name in braces, which may be its default, and words with digits. */
const SHELL =
  /(?:^|(?<=\s))#[^\r\n]*|'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?|(?<=\b\w+=)[^\s"'();|&]+|(?<=\$\{!?\w+)[^}\w][^}]*|<<-?\s*(["']?)(\w+)\1[\s\S]*?(?:^[ \t]*\2$|$(?![\s\S]))|(?<=^|\s)[^\s"'$(){};|&<>=]*\d[^\s"'$(){};|&<>=]*/gm;

function maskShell(code: string, shown: (content: string) => boolean): string {
  return code.replace(SHELL, (whole: string) => {
    if (whole.startsWith('#')) return maskComment(whole);
    const quote = /^["']/.exec(whole)?.[0] ?? '';
    const closed = quote !== '' && whole.length > 1 && whole.endsWith(quote);
    const content = whole.slice(quote.length, closed ? -1 : undefined);
    if (quote !== '' && shown(content)) return whole;
    const covered = content.replace(/\$\{?\w+|[^\r\n]/g, (part) =>
      quote !== "'" && /^\$\{?\w/.test(part) ? part : '•'.repeat(part.length),
    );
    return quote + covered + (closed ? quote : '');
  });
}

/** What a comment assigns, quotes, or spells with digits may be a value that was once there. */
function maskComment(comment: string): string {
  return comment.replace(/(["'`])[^"'`\r\n]*\1|[=:]\s*\S+|\S*\d\S*/g, (part) => part.replace(/[^\s"'`=:]/g, '•'));
}

/** Ruby has here-documents and lists of words besides. */
const RUBY =
  /<<[~-]?(["'`]?)([A-Z_]\w*)\1[\s\S]*?(?:^[ \t]*\2$|$(?![\s\S]))|%[wWiIqQ]?(?:\[[^\]]*\]?|\([^)]*\)?|\{[^}]*\}?)|#[^\r\n]*|"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?/gm;

const JAVA =
  /\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|"""(?:[^\\]|\\[\s\S])*?(?:"""|$)|"(?:[^"\\\r\n]|\\[\s\S])*"?|'(?:[^'\\\r\n]|\\[\s\S])*'?/g;

const PYTHON =
  /#[^\r\n]*|"""(?:[^\\]|\\[\s\S])*?(?:"""|$)|'''(?:[^\\]|\\[\s\S])*?(?:'''|$)|"(?:[^"\\\r\n]|\\[\s\S])*"?|'(?:[^'\\\r\n]|\\[\s\S])*'?/g;

const JAVASCRIPT =
  /\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\[\s\S])*"?|'(?:[^'\\\r\n]|\\[\s\S])*'?|`(?:[^`\\]|\\[\s\S])*(?:`|$)/g;

const TOKENS = { python: PYTHON, javascript: JAVASCRIPT, ruby: RUBY, java: JAVA } as const;
