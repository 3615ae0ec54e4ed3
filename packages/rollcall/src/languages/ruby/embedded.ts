/**
 * The Ruby code of a text with ERB in it, everything else blank, so that every place stays where it is. A tag ends as a statement does.
 * https://docs.ruby-lang.org/en/3.3/ERB.html
 */
export function embeddedCode(text: string): string {
  const out: string[] = [];
  let done = 0;
  for (let open = text.indexOf('<%'); open >= 0; open = text.indexOf('<%', done)) {
    out.push(blank(text.slice(done, open)));
    const close = text.indexOf('%>', open + 2);
    const end = close < 0 ? text.length : close + 2;
    out.push(codeOf(text.slice(open, end), close >= 0));
    done = end;
  }
  return out.join('') + blank(text.slice(done));
}

/** `<%= x -%>` is `    x  ;`; a comment and an escaped tag are nothing. */
function codeOf(tag: string, closed: boolean): string {
  const opening = /^<%[-=#%]?/.exec(tag)?.[0] ?? '<%';
  if (!closed || opening === '<%#' || opening === '<%%') return blank(tag);
  const closing = tag.endsWith('-%>') && tag.length > opening.length + 2 ? 3 : 2;
  const code = tag.slice(opening.length, tag.length - closing);
  return `${' '.repeat(opening.length)}${code}${';'.padStart(closing)}`;
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
