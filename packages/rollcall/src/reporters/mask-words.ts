/**
 * Covers the words of a text, except those that `shown` lets through; marks stay. What is a value and what is not cannot be told where
 * nothing is quoted.
 */
export function maskWords(text: string, shown: (content: string) => boolean): string {
  return text.replace(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu, (part) => {
    if (MARK.test(part) || CODE.test(part) || (part.length > 1 && shown(part))) return part;
    return part.replace(/[^\r\n]/g, '•');
  });
}

const MARK = /^[${}:"'<>%=#[\](),|-]$/;
/** Words of the code in a configuration: they are no values. */
const CODE = /^(ENV|fetch|Rails|env|presence|if|unless|else|end|nil)$/;

/** A configuration file with its keys shown and all values covered, except the names in them. */
export function maskConfiguration(code: string, shown: (content: string) => boolean): string {
  return code.replace(/[^\r\n]+/g, (line) => {
    const key = /^\s*(?:- +)?["']?%?[\w.[\],-]+["']?\s*[:=](?=\s|$|[^:/])/.exec(line)?.[0] ?? '';
    return key + maskWords(line.slice(key.length), shown);
  });
}
