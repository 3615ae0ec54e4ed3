import type { TestExpression, Word } from 'unbash';
import { asWritten, known, type Text } from '../../model/text.ts';
import { ALWAYS, differentFrom, equalTo, type Guard, mergeGuards, withoutBase } from './guard.ts';
import { enumerate, type Machine, type Reader, refine } from './machine.ts';
import { escapePattern, literalOf, matchesPattern, type Pattern, parsePattern } from './patterns.ts';
import type { Outcome, State } from './state.ts';
import { type Entry, isItem, markOf } from './values.ts';
import { expandPattern, expandText } from './words.ts';

/** Ways a test can end, each with what it then assumes. */
type Outcomes = readonly Outcome[];

const YES: Outcomes = [{ guard: ALWAYS, ok: true }];
const NO: Outcomes = [{ guard: ALWAYS, ok: false }];

function decided(holds: boolean): Outcomes {
  return holds ? YES : NO;
}

function bothWays(key: string, subject: string, word: string, text: Text, opaque: boolean): Outcomes {
  return [
    { guard: new Map([[key, equalTo(subject, word, text, opaque)]]), ok: true },
    { guard: new Map([[key, differentFrom(subject, word, opaque)]]), ok: false },
  ];
}

/** A test of which only its wording is known. Told twice, it holds twice. */
function opaque(world: Guard, wording: string): Outcomes {
  const key = `test ${wording}`;
  const known = world.get(key);
  if (known) return decided(known.equals !== null);
  return bothWays(key, wording, 'holds', [], true);
}

export function negate(outcomes: Outcomes): Outcomes {
  return outcomes.map(({ guard, ok }) => ({ guard, ok: !ok }));
}

/**
 * Whether a text is a word or matches a pattern.
 * @param subject the text as the source writes it, for the condition that is told
 */
export function compareText(
  world: Guard,
  raw: Text,
  subject: string,
  pattern: Pattern | null,
  wordText: Text,
): Outcomes {
  const text = refine(raw, world);
  const wording = `${asWritten(text)} = ${asWritten(wordText)}`;
  const [piece, ...rest] = text;
  const mark = piece && rest.length === 0 ? markOf(piece) : null;
  const whole = known(text);
  if (!pattern || text.some((part) => part.conditional)) return opaque(world, wording);
  if (whole !== null && !mark) return decided(matchesPattern(pattern, whole));
  const word = literalOf(pattern);
  if (word === null) return pattern.every((token) => token.kind === 'many') ? YES : opaque(world, wording);
  if (mark) {
    if (world.get(mark.key)?.not.includes(word)) return NO;
    // A host may have put the default in the place of the unknown.
    const named = subject === '' || subject === whole ? mark.subject : subject;
    return bothWays(mark.key, named, word, wordText, word === '');
  }
  return comparePrefixed(world, text, word, wording);
}

/** `"x$A"` against `xfoo` compares `$A` with `foo`. */
function comparePrefixed(world: Guard, text: Text, word: string, wording: string): Outcomes {
  const [first, second, ...rest] = text;
  if (first?.kind !== 'text' || !second) return opaque(world, wording);
  if (markOf(first)) return opaque(world, wording);
  if (!word.startsWith(first.text)) return NO;
  const remainder = word.slice(first.text.length);
  return compareText(world, [second, ...rest], '', parsePattern(escapePattern(remainder)), []);
}

/** Every world in which a test ends, with what the world assumes beyond the given one. */
export function evaluateTest(machine: Machine, state: State, world: Guard, expression: TestExpression): Outcomes {
  switch (expression.type) {
    case 'TestGroup':
      return evaluateTest(machine, state, world, expression.expression);
    case 'TestNot': {
      const inner = evaluateTest(machine, state, world, expression.operand);
      return expression.negations.length % 2 === 1 ? negate(inner) : inner;
    }
    case 'TestLogical':
      return chain(
        world,
        expression.operands.map((operand) => (w: Guard) => evaluateTest(machine, state, w, operand)),
        expression.operator === '&&',
      );
    case 'TestUnary':
      return inWorlds(machine, state, world, (reader) =>
        unary(
          reader.world,
          expression.operator,
          expandText(reader, expression.operand),
          plainSubject(expression.operand),
        ),
      );
    case 'TestBinary':
      return inWorlds(machine, state, world, (reader) =>
        binary(reader, expression.operator, expression.left, expression.right),
      );
  }
}

/** `a && b && c`, or `a || b || c`: the next is looked at only where the ones before leave it open. */
function chain(world: Guard, tests: readonly ((world: Guard) => Outcomes)[], all: boolean): Outcomes {
  let open: Guard[] = [ALWAYS];
  const out: Outcome[] = [];
  for (const test of tests) {
    const next: Guard[] = [];
    for (const guard of open) {
      for (const outcome of test(mergeGuards(world, guard))) {
        const merged = mergeGuards(guard, outcome.guard);
        if (outcome.ok === all) next.push(merged);
        else out.push({ guard: merged, ok: outcome.ok });
      }
    }
    open = next.slice(0, 64);
  }
  return [...open.map((guard) => ({ guard, ok: all })), ...out];
}

function inWorlds(machine: Machine, state: State, world: Guard, read: (reader: Reader) => Outcomes): Outcomes {
  const worlds = enumerate(machine, { ...state, world }, null, (reader) => ({
    outcomes: read(reader),
    world: reader.world,
  }));
  return worlds.flatMap(({ result }) =>
    result.outcomes.map(({ guard, ok }) => ({ guard: withoutBase(mergeGuards(result.world, guard), world), ok })),
  );
}

/** A word as a person would write the unknown: without quotes. */
export function plainSubject(word: Word): string {
  const bare = word.text.replace(/^"(.*)"$/s, '$1');
  const simple = /^\$\{?(\w+)(?::?-[^${}]*)?\}?$/.exec(bare);
  return simple ? `$${simple[1]}` : bare.includes('\uE000') ? '' : bare;
}

function isEmpty(world: Guard, text: Text, subject: string): Outcomes {
  const refined = refine(text, world);
  if (refined.some((piece) => piece.kind === 'text' && piece.text !== '' && !piece.conditional)) return NO;
  if (refined.every((piece) => piece.kind === 'text' && piece.text === '')) return YES;
  return compareText(world, refined, subject, [], []);
}

function unary(world: Guard, operator: string, text: Text, subject: string): Outcomes {
  if (operator === '-z') return isEmpty(world, text, subject);
  if (operator === '-n') return negate(isEmpty(world, text, subject));
  return opaque(world, `${operator} ${asWritten(refine(text, world))}`);
}

const NUMERIC: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

function compareOther(world: Guard, operator: string, left: Text, right: Text): Outcomes {
  const compare = Object.hasOwn(NUMERIC, operator) ? NUMERIC[operator] : undefined;
  const [a, b] = [known(refine(left, world)), known(refine(right, world))];
  if (compare && a !== null && b !== null && /^-?\d+$/.test(a.trim()) && /^-?\d+$/.test(b.trim()))
    return decided(compare(Number(a), Number(b)));
  return opaque(world, `${asWritten(left)} ${operator} ${asWritten(right)}`);
}

function binary(reader: Reader, operator: string, left: Word, right: Word): Outcomes {
  const text = expandText(reader, left);
  if (operator !== '==' && operator !== '=' && operator !== '!=')
    return compareOther(reader.world, operator, text, expandText(reader, right));
  const pattern = expandPattern(reader, right);
  const wordText = expandText(reader, right);
  return equality(reader.world, operator, [text, plainSubject(left)], [wordText, plainSubject(right)], pattern);
}

/** Equality either way round: `prod = "$ENV"` speaks of `$ENV` too. */
function equality(
  world: Guard,
  operator: string,
  left: readonly [Text, string],
  right: readonly [Text, string],
  pattern: Pattern | null,
): Outcomes {
  const word = known(left[0]);
  const isReversed = word !== null && !left[0].some(markOf) && (!pattern || right[0].some(markOf));
  const outcomes = isReversed
    ? compareText(world, right[0], right[1], parsePattern(escapePattern(word)), left[0])
    : compareText(world, left[0], left[1], pattern, right[0]);
  return operator === '!=' ? negate(outcomes) : outcomes;
}

/** `[ … ]` and `test …`: words that were already expanded, with the words as written for the conditions that are told. */
export function evaluateBracket(world: Guard, entries: readonly Entry[], subjects: readonly string[]): Outcomes {
  if (!entries.every(isItem))
    return opaque(world, entries.map((e) => (isItem(e) ? asWritten(e.text) : e.written)).join(' '));
  const texts = entries.map((entry) => entry.text);
  return bracketOr(world, texts, subjects);
}

function bracketOr(world: Guard, texts: readonly Text[], subjects: readonly string[]): Outcomes {
  for (const operator of ['-o', '-a']) {
    const at = texts.findIndex((text, i) => i > 0 && i < texts.length - 1 && known(text) === operator);
    if (at < 0) continue;
    const sides = [
      (w: Guard) => bracketOr(w, texts.slice(0, at), subjects.slice(0, at)),
      (w: Guard) => bracketOr(w, texts.slice(at + 1), subjects.slice(at + 1)),
    ];
    return chain(world, sides, operator === '-a');
  }
  return bracketOne(world, texts, subjects);
}

function bracketOne(world: Guard, texts: readonly Text[], subjects: readonly string[]): Outcomes {
  const [a = [], b = [], c = []] = texts;
  if (texts.length > 1 && known(a) === '!') return negate(bracketOne(world, texts.slice(1), subjects.slice(1)));
  if (texts.length === 0) return NO;
  if (texts.length === 1) return negate(isEmpty(world, a, subjects[0] ?? ''));
  if (texts.length === 2) return unary(world, known(a) ?? '', b, subjects[1] ?? '');
  const operator = known(b) ?? '';
  if (operator !== '=' && operator !== '==' && operator !== '!=') return compareOther(world, operator, a, c);
  const word = known(refine(c, world));
  const pattern = word === null || c.some(markOf) ? null : parsePattern(escapePattern(word));
  return equality(world, operator, [a, subjects[0] ?? ''], [c, subjects[2] ?? ''], pattern);
}
