import { hidesTooMuch } from './hidden.ts';
import type { Token } from './tokens.ts';

/**
 * The parser is native code that recurses and takes the whole process down when its stack ends, so a text that may nest too
 * deep must not reach it. Weights are the measured share of stack of one level: of an 8 MB stack, oxc-parser 0.154 survives
 * about 4,700 levels of brackets, 5,900 of type arguments, 9,500 of operators and 17,000 of tags. Either limit keeps a quarter.
 */
const weights = { bracket: 4, angle: 3, operator: 2, tag: 1 };
const limit = 4_000;
/** Texts below this length cannot nest deep enough. */
const harmlessLength = 1_000;

interface Level {
  readonly open: string;
  /** Operators, prefixes and statement heads since the last place where an expression or statement certainly ended. */
  operators: number;
  /** The same at the last `;`, which an `else` takes up again. */
  held: number;
  angles: number;
  tags: number;
  /** A tag begins where an operand is awaited, so what follows may be text between tags and its brackets no brackets. */
  element: boolean;
}

const prefixes = new Set(
  'typeof new await yield void delete keyof infer readonly unique asserts else do if for while with extends as satisfies async class in instanceof throw return'.split(
    ' ',
  ),
);
/** Words that carry on what stands before them, on a new line too. */
const continuers = new Set(
  'else catch finally while in of instanceof extends implements as satisfies is from'.split(' '),
);
const openerOf: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);
const controls = new Set(['if', 'for', 'while', 'with']);

/** Whether a text, given its tokens, may nest deeper than the parser can bear. */
export function nestsTooDeep(text: string, tokens: readonly Token[]): boolean {
  if (text.length < harmlessLength) return false;
  return codeTooDeep(text, tokens) || hidesTooMuch(text, tokens, limit);
}

function codeTooDeep(text: string, tokens: readonly Token[]): boolean {
  let level = newLevel('');
  const levels = [level];
  let outer = 0;
  for (const [i, token] of tokens.entries()) {
    settle(level, token, tokens, i);
    if (opens(token, text)) {
      level.operators++;
      outer += weigh(level) + weights.bracket;
      level = newLevel(token.kind === 'template' ? '`' : token.text);
      levels.push(level);
    } else if (closes(token, text, level)) {
      const { element, tags } = level;
      levels.pop();
      level = levels.at(-1) ?? newLevel('');
      outer -= weigh(level) + weights.bracket;
      if (element && tags > 0) level.tags += weights.bracket;
    } else count(level, text, tokens, i);
    if (outer + weigh(level) > limit) return true;
  }
  return false;
}

function newLevel(open: string): Level {
  return { open, operators: 0, held: 0, angles: 0, tags: 0, element: false };
}

function weigh(level: Level): number {
  return level.operators * weights.operator + level.angles * weights.angle + level.tags * weights.tag;
}

function opens(token: Token, text: string): boolean {
  if (token.kind === 'template') return text.charCodeAt(token.start) === 96 && text.charCodeAt(token.end - 1) === 123;
  return token.kind === 'punctuator' && (token.text === '(' || token.text === '[' || token.text === '{');
}

function closes(token: Token, text: string, level: Level): boolean {
  if (token.kind === 'template') return level.open === '`' && text.charCodeAt(token.end - 1) === 96;
  return token.kind === 'punctuator' && openerOf.get(token.text) === level.open;
}

/** Forgets the operators of what ended before this token; type arguments and tags are kept, for they hold commas and text. */
function settle(level: Level, token: Token, tokens: readonly Token[], i: number): void {
  if (token.kind === 'word' && token.text === 'else') {
    level.operators += level.held;
    level.held = 0;
    return;
  }
  if (token.text === ';' || startsStatement(tokens, i)) {
    level.held = level.operators;
    level.operators = 0;
  } else if (token.text === ',') level.operators = 0;
}

function startsStatement(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i];
  if (token?.kind !== 'word' || !token.afterLine || continuers.has(token.text)) return false;
  return endsOperand(tokens, i - 1);
}

/** Two operands with nothing but a line end between them belong to two statements, unless the first heads the second. */
function endsOperand(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i];
  if (!token) return true;
  if (token.kind === 'word') return !prefixes.has(token.text);
  if (token.kind !== 'punctuator') return true;
  if (token.text === ')') return !headsControl(tokens, i);
  return token.text === ']' || token.text === '}';
}

function headsControl(tokens: readonly Token[], close: number): boolean {
  let depth = 0;
  for (let i = close; i >= Math.max(0, close - 200); i--) {
    const text = tokens[i]?.text;
    if (text === ')') depth++;
    else if (text === '(' && --depth === 0) return controls.has(tokens[i - 1]?.text ?? '');
  }
  return true;
}

function count(level: Level, text: string, tokens: readonly Token[], i: number): void {
  const token = tokens[i];
  if (token?.kind === 'word') {
    if (prefixes.has(token.text)) level.operators++;
  } else if (token?.kind === 'template') level.operators++;
  else if (token?.kind === 'punctuator') {
    const tag = token.text === '<' && /[\w$>]/.test(text.charAt(token.end));
    if (tag) level.tags++;
    if (tag && !endsOperand(tokens, i - 1)) level.element = true;
    countMark(level, token);
  }
}

function countMark(level: Level, token: Token): void {
  switch (token.text) {
    case '<':
      level.angles++;
      return;
    case '>':
      level.angles = Math.max(0, level.angles - 1);
      return;
    case '</':
      level.tags = Math.max(0, level.tags - 1);
      level.angles++;
      return;
    case '/>':
      level.tags = Math.max(0, level.tags - 1);
      level.angles = Math.max(0, level.angles - 1);
      return;
    case ';':
    case ',':
      return;
    default:
      level.operators++;
  }
}
