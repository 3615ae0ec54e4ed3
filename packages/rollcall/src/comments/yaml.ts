import { Lexer } from 'yaml';
import type { At } from '../program/program.ts';
import { findShellComments } from './shell.ts';

/** Marks of the lexer that stand for no character: the begin of a document, the end of a flow, the begin of a scalar. */
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);
const SCALAR = '\u001f';

/** Keys whose blocks a host hands to a shell; in other blocks a `#` is text. */
const SCRIPT =
  /^(run|scripts?|(before|after)_script|cmds?|commands?|args|sh|bash|pwsh|powershell|inline(Script)?|entrypoint|.*\.(sh|bash))$/i;

/** Lines that are looked up for the key of a list's item. */
const FURTHEST = 500;

/**
 * Comments of a YAML file, and of the scripts in its blocks. What a template puts in (`{{ … }}`) is white space to YAML.
 * @param template whether the file is one of Helm's, whose own comments are found too: https://helm.sh/docs/chart_best_practices/templates/#comments-yaml-comments-vs-template-comments
 * https://yaml.org/spec/1.2.2/#66-comments
 */
export function findYamlComments(text: string, template: boolean): At[] {
  const { plain, comments } = withoutActions(text);
  const found: At[] = template ? comments : [];
  let at = 0;
  let before = '';
  let header = -1;
  for (const token of new Lexer().lex(plain)) {
    if (MARKS.has(token)) {
      before = token;
      continue;
    }
    if (before !== SCALAR && token.startsWith('#')) found.push({ start: at, end: at + token.length });
    else if (before !== SCALAR && /^[|>]/.test(token)) header = at;
    else if (before === SCALAR && header >= 0) {
      if (isScript(plain, header)) found.push(...commentsOfBlock(token, at));
      header = -1;
    }
    before = token;
    at += token.length;
  }
  return found.sort((a, b) => a.start - b.start);
}

function commentsOfBlock(block: string, at: number): At[] {
  const indent = /^(?:[ \t]*\r?\n)*( *)/.exec(block)?.[1]?.length ?? 0;
  return findShellComments(block, indent).map(({ start, end }) => ({ start: at + start, end: at + end }));
}

const KEYED = /(?:^|[\s-])(["']?)([^\s"':]+)\1[ \t]*:[ \t]*(?:[!&]\S+[ \t]+)*$/;
const ITEM = /^[ \t]*(?:-[ \t]+)+(?:[!&]\S+[ \t]+)*$/;

/** Whether the block that a header begins is the value of such a key, or an item of its list. */
function isScript(text: string, header: number): boolean {
  const start = text.lastIndexOf('\n', header - 1) + 1;
  const before = text.slice(start, header);
  const key = KEYED.exec(before)?.[2];
  if (key !== undefined) return SCRIPT.test(key);
  return ITEM.test(before) && SCRIPT.test(keyAbove(text, start, before.indexOf('-')));
}

/** The key of the list whose item begins in this column. */
function keyAbove(text: string, lineStart: number, column: number): string {
  let end = lineStart - 1;
  for (let lines = 0; end > 0 && lines < FURTHEST; lines++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    const indent = line.search(/\S/);
    if (indent >= 0 && indent <= column && line[indent] !== '#' && !(indent === column && line[indent] === '-'))
      return /^\s*(?:-\s+)*(["']?)([^\s"':]+)\1\s*:\s*(?:#.*)?$/.exec(line)?.[2] ?? '';
    end = start - 1;
  }
  return '';
}

/** The text with what stands between `{{` and `}}` made blank, and the comments among it; line ends and offsets stay. */
function withoutActions(text: string): { readonly plain: string; readonly comments: At[] } {
  const comments: At[] = [];
  let plain = '';
  let done = 0;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', done)) {
    const isComment = /^\{\{-?\s*\/\*/.test(text.slice(start, start + 80));
    const close = isComment ? text.indexOf('*/', start) : start;
    const braces = close < 0 ? -1 : text.indexOf('}}', close);
    if (braces < 0) break;
    const end = braces + 2;
    if (isComment) comments.push({ start, end });
    plain += text.slice(done, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ');
    done = end;
  }
  return { plain: plain + text.slice(done), comments };
}
