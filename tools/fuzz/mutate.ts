/** Numbers that a seed alone decides, from 0 up to but without 1. */
export type Random = () => number;

/** Mulberry32, a small generator whose every seed gives a sequence of its own. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

export function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[below(random, from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

/** What breaks readers: marks of every language, conflict markers, characters that are none, and much of one mark. */
const MARKS = [
  ...'\'"`()[]{}<>$@#%&|;:,.=+-*/\\!?~^_ \t\n\r\u0000\ufeff\u2028\ud800é'.split(''),
  ...[
    '${',
    '$(',
    '$((',
    '{{',
    '}}',
    '{{-',
    '<%',
    '%>',
    '<<EOF\n',
    'EOF\n',
    '---\n',
    '&a ',
    '*a',
    '<<: *a',
    '"""',
    '/*',
    '*/',
    '//',
  ],
  ...[
    '<<<<<<< HEAD\n',
    '=======\n',
    '>>>>>>> other\n',
    '\r\n',
    '\\\n',
    '^\n',
    '`\n',
    '|-\n',
    '>\n',
    '- ',
    '? ',
    '!!binary ',
  ],
  ...[
    'if ',
    'fi\n',
    'do\n',
    'done\n',
    'for x in ',
    'case ',
    'esac\n',
    'end\n',
    'def ',
    'class ',
    'func ',
    'return ',
    'else ',
  ],
];
const MANY = ['(', '[', '{', '"', "'", '- ', '  ', '${', '$(', '{{', 'a.', '!', '\\', 'if x:\n', '&a [*a]', ','];

/** A text with some of it taken out, doubled, moved, or put in from elsewhere. */
export function mutate(random: Random, text: string, others: readonly string[]): string {
  let made = text;
  for (let left = 1 + below(random, 4); left > 0; left--) made = mutateOnce(random, made, others);
  return made.length > MOST ? made.slice(0, MOST) : made;
}

const MOST = 200_000;

function mutateOnce(random: Random, text: string, others: readonly string[]): string {
  const from = below(random, text.length + 1);
  const to = Math.min(text.length, from + 1 + below(random, random() < 0.7 ? 12 : 200));
  const before = text.slice(0, from);
  const inside = text.slice(from, to);
  const after = text.slice(to);
  switch (below(random, 9)) {
    case 0:
      return before + after;
    case 1:
      return before + inside.repeat(2 + below(random, 4)) + after;
    case 2:
      return before + pick(random, MARKS) + inside + after;
    case 3:
      return before + pick(random, MARKS) + after;
    case 4:
      return before + pick(random, MANY).repeat(20 + below(random, 400)) + inside + after;
    case 5:
      return before;
    case 6: {
      const other = pick(random, others);
      const start = below(random, other.length + 1);
      return before + other.slice(start, start + 1 + below(random, 300)) + inside + after;
    }
    case 7: {
      const lines = text.split('\n');
      const [taken = ''] = lines.splice(below(random, lines.length), 1);
      lines.splice(below(random, lines.length + 1), 0, taken);
      return lines.join('\n');
    }
    default:
      return before + inside.split('').reverse().join('') + after;
  }
}
