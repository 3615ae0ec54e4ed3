/** Text given to the parser, and the way back. */
export interface ParsedText {
  readonly text: string;
  toFile(offset: number): number;
}

export function asParsed(text: string): ParsedText {
  return { text, toFile: (offset) => offset };
}

const OPENS = /^(\s*)(?:- +)?[\w-]+: *[|>][-+0-9]*\s*$/;
const HERE_DOCUMENT = /<<-?\s*(["']?)([A-Za-z_]\w*)\1/;

/**
 * Indents the lines of here-documents that stand at the margin inside an indented block: the shell wants its delimiter there, YAML ends
 * the block there. Null when there is none.
 */
export function repairHereDocuments(text: string): ParsedText | null {
  const lines = text.split(/(?<=\n)/);
  const inserts: { at: number; length: number }[] = [];
  const out: string[] = [];
  let block: number | null = null;
  let inner = 0;
  let until: string | null = null;
  let length = 0;
  for (const line of lines) {
    const body = line.trimEnd();
    const indent = body.length - body.trimStart().length;
    if (block !== null && until === null && body !== '' && indent <= block) block = null;
    let added = 0;
    if (block !== null) {
      if (inner === 0 && body !== '') inner = indent;
      if (until !== null && body !== '' && indent < inner) added = inner - indent;
      if (until !== null) until = body.trim() === until ? null : until;
      else until = HERE_DOCUMENT.exec(body)?.[2] ?? null;
    } else if (OPENS.test(body)) {
      block = (OPENS.exec(body)?.[1] ?? '').length;
      inner = 0;
    }
    if (added > 0) inserts.push({ at: length, length: added });
    out.push(' '.repeat(added) + line);
    length += added + line.length;
  }
  return inserts.length === 0 ? null : { text: out.join(''), toFile: (offset) => withoutInserts(inserts, offset) };
}

function withoutInserts(inserts: readonly { at: number; length: number }[], offset: number): number {
  let shift = 0;
  for (const insert of inserts) {
    if (insert.at >= offset) break;
    shift += Math.min(insert.length, offset - insert.at);
  }
  return offset - shift;
}
