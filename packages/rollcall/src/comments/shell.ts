import type { At } from '../program/program.ts';

type Frame = 'code' | 'double' | 'backtick' | 'brace';

interface Scan {
  readonly text: string;
  /** Columns that belong to the host: a block of YAML is indented. */
  readonly indent: number;
  at: number;
  readonly frames: Frame[];
  /** Here-documents whose lines begin at the next line end. */
  readonly awaited: { readonly word: string; readonly tabs: boolean }[];
  readonly found: At[];
}

/**
 * Comments of a shell script: from a `#` that begins a word to the end of the line, outside of quotes and here-documents, inside of
 * substitutions too. It takes any text in linear time.
 * @param indent columns at the begin of each line that are no part of the script
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_03
 */
export function findShellComments(text: string, indent = 0): At[] {
  const scan: Scan = { text, indent, at: 0, frames: ['code'], awaited: [], found: [] };
  while (scan.at < text.length) {
    const frame = scan.frames.at(-1);
    if (frame === 'double') stepInDouble(scan);
    else stepInCode(scan, frame ?? 'code');
  }
  return scan.found;
}

function stepInDouble(scan: Scan): void {
  const { text, at } = scan;
  if (text[at] === '\\') scan.at += 2;
  else if (text[at] === '"') leave(scan);
  else if (!enter(scan)) scan.at++;
}

function stepInCode(scan: Scan, frame: Frame): void {
  const { text, at } = scan;
  const c = text[at];
  if (c === '\\') scan.at += 2;
  else if (c === "'") scan.at = afterSingle(text, at);
  else if (c === '"') push(scan, 'double', 1);
  else if (c === '#' && frame !== 'brace' && beginsWord(text, at)) readComment(scan);
  else if (c === '\n') endLine(scan);
  else if (c === '<' && text[at + 1] === '<') readHereDocument(scan);
  else if (c === '(' && frame !== 'brace') push(scan, 'code', 1);
  else if (c === ')' && frame === 'code' && scan.frames.length > 1) leave(scan);
  else if (c === '}' && frame === 'brace') leave(scan);
  else if (!enter(scan)) scan.at++;
}

/** `$(`, `${` and backticks, which quotes do not hide. */
function enter(scan: Scan): boolean {
  const { text, at, frames } = scan;
  if (text.startsWith('$(', at)) push(scan, 'code', 2);
  else if (text.startsWith('${', at)) push(scan, 'brace', 2);
  else if (text[at] !== '`') return false;
  else if (frames.includes('backtick')) leaveBacktick(scan);
  else push(scan, 'backtick', 1);
  return true;
}

function push(scan: Scan, frame: Frame, length: number): void {
  scan.frames.push(frame);
  scan.at += length;
}

function leave(scan: Scan): void {
  scan.frames.pop();
  scan.at++;
}

function leaveBacktick(scan: Scan): void {
  while (scan.frames.pop() !== 'backtick');
  scan.at++;
}

function afterSingle(text: string, at: number): number {
  const ansi = text[at - 1] === '$';
  for (let i = at + 1; i < text.length; i++) {
    if (ansi && text[i] === '\\') i++;
    else if (text[i] === "'") return i + 1;
  }
  return text.length;
}

function beginsWord(text: string, at: number): boolean {
  return at === 0 || /[\s;&|()`]/.test(text[at - 1] ?? '');
}

function readComment(scan: Scan): void {
  const start = scan.at;
  const end = lineEnd(scan.text, start);
  scan.found.push({ start, end: scan.text[end - 1] === '\r' ? end - 1 : end });
  scan.at = end;
}

const HERE = /<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|\\?([\w.+-]+))/y;

function readHereDocument(scan: Scan): void {
  if (scan.text[scan.at + 2] === '<') {
    scan.at += 3;
    return;
  }
  HERE.lastIndex = scan.at;
  const found = HERE.exec(scan.text);
  const word = found?.[2] ?? found?.[3] ?? found?.[4];
  scan.at += found?.[0].length ?? 2;
  // In arithmetic it shifts: `$((1 << 2))`.
  if (word !== undefined && !/^\d+$/.test(word)) scan.awaited.push({ word, tabs: found?.[1] === '-' });
}

function endLine(scan: Scan): void {
  scan.at++;
  for (const { word, tabs } of scan.awaited.splice(0)) {
    for (let done = false; !done && scan.at < scan.text.length; ) {
      const end = lineEnd(scan.text, scan.at);
      const line = scan.text.slice(Math.min(scan.at + scan.indent, end), end).replace(/\r$/, '');
      done = (tabs ? line.replace(/^\t+/, '') : line) === word;
      scan.at = Math.min(end + 1, scan.text.length);
    }
  }
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}
