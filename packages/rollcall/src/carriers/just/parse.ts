import type { FlatText } from '../../model/flat-text.ts';

/** A range of offsets into the justfile. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

export interface Recipe {
  readonly name: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly default: Part | null;
    readonly many: boolean;
    readonly exported: boolean;
  }[];
  readonly dependencies: readonly { readonly name: string; readonly args: Part | null }[];
  /** Lines of the body without their indentation. */
  readonly lines: readonly Part[];
  readonly isQuiet: boolean;
}

export interface Justfile {
  readonly assignments: ReadonlyMap<string, { readonly value: Part; readonly exported: boolean }>;
  readonly recipes: ReadonlyMap<string, Recipe>;
  readonly settings: ReadonlyMap<string, string>;
  readonly aliases: ReadonlyMap<string, string>;
  readonly imports: readonly string[];
}

const ASSIGNMENT = /^(export[ \t]+)?([A-Za-z_][\w-]*)[ \t]*:=[ \t]*/;
const HEADER = /^@?([A-Za-z_][\w-]*)((?:[ \t]+[^:]*?|[ \t]*))(?<!:):(?!=)/;

/** The items of a justfile. https://just.systems/man/en/grammar.html */
export function parseJustfile({ chars }: FlatText): Justfile {
  const assignments = new Map<string, { value: Part; exported: boolean }>();
  const recipes = new Map<string, Recipe>();
  const settings = new Map<string, string>();
  const aliases = new Map<string, string>();
  const imports: string[] = [];
  for (let at = 0; at < chars.length; ) {
    let end = lineEnd(chars, at);
    const line = chars.slice(at, end);
    const set = /^set[ \t]+([\w-]+)(?:[ \t]*:=[ \t]*(.*))?$/.exec(line.trimEnd());
    const alias = /^alias[ \t]+([\w-]+)[ \t]*:=[ \t]*([\w-]+)/.exec(line);
    const imported = /^import\??[ \t]+(['"])(.*?)\1/.exec(line);
    const assignment = ASSIGNMENT.exec(line);
    const header = HEADER.exec(joined(chars, at));
    if (set?.[1]) settings.set(set[1], (set[2] ?? 'true').trim());
    else if (alias?.[1] && alias[2]) aliases.set(alias[1], alias[2]);
    else if (imported?.[2]) imports.push(imported[2]);
    else if (assignment?.[2]) {
      end = valueEnd(chars, at + assignment[0].length);
      assignments.set(assignment[2], { value: { start: at + assignment[0].length, end }, exported: !!assignment[1] });
    } else if (header?.[1] && /^[@A-Za-z_]/.test(line)) {
      const head = logicalEnd(chars, at);
      const body = readBody(chars, next(chars, head));
      recipes.set(header[1], readRecipe(chars, at, head, header, body.lines));
      end = body.end;
      at = end;
      continue;
    }
    at = next(chars, end);
  }
  return { assignments, recipes, settings, aliases, imports };
}

function lineEnd(chars: string, at: number): number {
  const newline = chars.indexOf('\n', at);
  return newline < 0 ? chars.length : newline;
}

function next(chars: string, end: number): number {
  return Math.min(chars.length, end + 1);
}

function logicalEnd(chars: string, at: number): number {
  let end = lineEnd(chars, at);
  while (end < chars.length && /\\\r?$/.test(chars.slice(Math.max(at, end - 2), end))) end = lineEnd(chars, end + 1);
  return end;
}

function joined(chars: string, at: number): string {
  return chars.slice(at, logicalEnd(chars, at)).replace(/\\\r?\n/g, '  ');
}

/** The end of an assignment's value: strings and brackets may hold line ends. */
function valueEnd(chars: string, from: number): number {
  let depth = 0;
  for (let i = from; i < chars.length; i++) {
    const c = chars[i] ?? '';
    if (c === '"' || c === "'" || c === '`') {
      const mark = chars.startsWith(c.repeat(3), i) ? c.repeat(3) : c;
      let close = chars.indexOf(mark, i + mark.length);
      while (c === '"' && close > 0 && chars[close - 1] === '\\' && chars[close - 2] !== '\\')
        close = chars.indexOf(mark, close + 1);
      if (close < 0) return lineEnd(chars, from);
      i = close + mark.length - 1;
    } else if (c === '(' || c === '{') depth++;
    else if (c === ')' || c === '}') depth--;
    else if (c === '#' && depth <= 0) return i;
    else if (c === '\n' && depth <= 0 && chars[i - 1] !== '\\') return i;
  }
  return chars.length;
}

/** Indented lines; empty ones between them belong to them. */
function readBody(chars: string, from: number): { lines: Part[]; end: number } {
  const lines: Part[] = [];
  let end = from;
  let indent: string | null = null;
  for (let at = from; at < chars.length; ) {
    const stop = lineEnd(chars, at);
    const line = chars.slice(at, stop);
    if (line.trim() === '') {
      if (indent !== null) lines.push({ start: stop, end: stop });
      at = next(chars, stop);
      if (stop >= chars.length) break;
      continue;
    }
    const own = /^[ \t]+/.exec(line)?.[0];
    if (own === undefined) break;
    indent ??= own;
    const width = line.startsWith(indent) ? indent.length : own.length;
    lines.push({ start: at + width, end: line.endsWith('\r') ? stop - 1 : stop });
    end = next(chars, stop);
    at = end;
    if (stop >= chars.length) break;
  }
  while (lines.length > 0 && lines.at(-1)?.start === lines.at(-1)?.end) lines.pop();
  return { lines, end: Math.max(end, from) };
}

const PARAMETER = /([+*]?)(\$?)([A-Za-z_][\w-]*)(?:[ \t]*=[ \t]*)?/g;

function readRecipe(chars: string, at: number, head: number, header: RegExpExecArray, lines: readonly Part[]): Recipe {
  const [whole, name = '', written = ''] = header;
  const from = at + whole.length - 1 - written.length;
  const parameters: { name: string; default: Part | null; many: boolean; exported: boolean }[] = [];
  for (PARAMETER.lastIndex = 0; ; ) {
    const found = PARAMETER.exec(written);
    if (!found) break;
    const start = from + PARAMETER.lastIndex;
    const hasDefault = found[0].includes('=');
    const end = hasDefault ? defaultEnd(chars, start) : start;
    parameters.push({
      name: found[3] ?? '',
      default: hasDefault ? { start, end } : null,
      many: found[1] !== '',
      exported: found[2] !== '',
    });
    PARAMETER.lastIndex += end - start;
  }
  return {
    name,
    parameters,
    dependencies: readDependencies(chars, at + whole.length, head),
    lines,
    isQuiet: whole.startsWith('@'),
  };
}

function defaultEnd(chars: string, start: number): number {
  const quote = chars[start] ?? '';
  if (/["'`]/.test(quote)) {
    const close = chars.indexOf(quote, start + 1);
    return close < 0 ? start : close + 1;
  }
  if (quote === '(') {
    let depth = 0;
    for (let i = start; i < chars.length && chars[i] !== '\n'; i++) {
      if (chars[i] === '(') depth++;
      else if (chars[i] === ')' && --depth === 0) return i + 1;
    }
  }
  return start + (/^[\w-]*/.exec(chars.slice(start, start + 200))?.[0].length ?? 0);
}

/** `a (b 'x' y) && c`. */
function readDependencies(chars: string, from: number, end: number): { name: string; args: Part | null }[] {
  const text = chars.slice(from, end).replace(/(^|\s)#.*$/s, '');
  return [...text.matchAll(/\(\s*([A-Za-z_][\w-]*)([^()]*(?:\([^()]*\)[^()]*)*)\)|([A-Za-z_][\w-]*)/g)].map((found) => {
    if (found[3] !== undefined) return { name: found[3], args: null };
    const start = from + found.index + found[0].length - 1 - (found[2] ?? '').length;
    return { name: found[1] ?? '', args: { start, end: start + (found[2] ?? '').length } };
  });
}
