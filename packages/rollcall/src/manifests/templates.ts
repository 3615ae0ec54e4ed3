/** An expression of a template language in a manifest: Helm's `{{ }}`, Jinja's `{% %}`. */
export interface TemplateExpression {
  readonly start: number;
  readonly end: number;
  readonly written: string;
  /** The character that stands for each of its own in the masked text. */
  readonly mark: string;
}

/** A part of the text that a template language repeats or leaves out; `written` is the tag that opens it. */
export interface TemplateBlock {
  readonly start: number;
  readonly end: number;
  readonly written: string;
  readonly repeats: boolean;
}

/** An expression alone on its line, which may put any lines there. */
export type Insertion = Omit<TemplateExpression, 'mark'>;

/** A manifest made fit for a YAML parser; every offset stays what it was. */
export interface MaskedManifest {
  readonly path: string;
  readonly original: string;
  readonly masked: string;
  readonly expressions: readonly TemplateExpression[];
  readonly blocks: readonly TemplateBlock[];
  readonly insertions: readonly Insertion[];
}

/** Masks template expressions: those within a line by marks, those that fill lines by blanks. */
export function maskTemplates(text: string, path: string): MaskedManifest {
  const marks = freeMarks(text);
  const expressions: TemplateExpression[] = [];
  const insertions: Insertion[] = [];
  const tags = findTags(text);
  let masked = '';
  let at = 0;
  for (const tag of tags) {
    const { start, end, written } = tag;
    const alone = fillsLine(text, start, end);
    const silent = controls(tag);
    const mark = marks[expressions.length % marks.length] ?? ' ';
    if (alone && !silent) insertions.push({ start, end, written });
    if (!alone && !silent) expressions.push({ start, end, written, mark });
    masked +=
      text.slice(at, start) + (alone || silent ? written.replace(/[^\r\n]/g, ' ') : mark.repeat(written.length));
    at = end;
  }
  return {
    path,
    original: text,
    masked: masked + text.slice(at),
    expressions,
    blocks: findBlocks(tags, text.length),
    insertions,
  };
}

interface Tag {
  readonly start: number;
  readonly end: number;
  readonly written: string;
  /** The keyword it begins with, if any; a comment's is `#`. */
  readonly word: string;
}

const closings: ReadonlyMap<string, string> = new Map([
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
]);

function findTags(text: string): Tag[] {
  const tags: Tag[] = [];
  const absent = new Set<string>();
  for (let i = text.indexOf('{'); i >= 0; i = text.indexOf('{', i + 1)) {
    const open = text.slice(i, i + 2);
    const close = closings.get(open);
    if (!close || absent.has(close)) continue;
    const found = text.indexOf(close, i + 2);
    if (found < 0) {
      absent.add(close);
      continue;
    }
    const end = found + 2;
    const written = text.slice(i, end);
    const body = written.slice(2, 200).replace(/^[-~]/, '').trimStart();
    const comment = open === '{#' || body.startsWith('/*');
    tags.push({ start: i, end, written, word: comment ? '#' : (/^\w+/.exec(body)?.[0] ?? '') });
    i = end - 1;
  }
  return tags;
}

const opening = new Set(['if', 'range', 'with', 'for', 'define', 'block']);

function controls({ word }: Tag): boolean {
  return word === '#' || opening.has(word) || /^(else|elif|end\w*|set|macro|import|extends)$/.test(word);
}

function findBlocks(tags: readonly Tag[], length: number): TemplateBlock[] {
  const opened: Tag[] = [];
  const blocks: TemplateBlock[] = [];
  const close = (tag: Tag | undefined, end: number) => {
    if (tag)
      blocks.push({ start: tag.start, end, written: tag.written, repeats: tag.word === 'range' || tag.word === 'for' });
  };
  for (const tag of tags) {
    if (opening.has(tag.word)) opened.push(tag);
    else if (tag.word.startsWith('end')) close(opened.pop(), tag.end);
  }
  for (const tag of opened) close(tag, length);
  return blocks;
}

function fillsLine(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (text[before] === ' ' || text[before] === '\t') before--;
  let after = end;
  while (text[after] === ' ' || text[after] === '\t' || text[after] === '\r') after++;
  return (before < 0 || text[before] === '\n') && (after >= text.length || text[after] === '\n');
}

/** Two characters that the text does not hold: neighbours get different ones. */
function freeMarks(text: string): readonly string[] {
  const marks: string[] = [];
  for (let code = 0xe000; marks.length < 2; code++) {
    const mark = String.fromCharCode(code);
    if (!text.includes(mark)) marks.push(mark);
  }
  return marks;
}
