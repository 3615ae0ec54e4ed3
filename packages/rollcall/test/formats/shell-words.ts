import type { Argument, Command } from '../../src/model/command.ts';
import { concat, hole, literal, type Text } from '../../src/model/text.ts';

/** A command of a fixture: words of a shell with quotes, continuations and expansions; `"$@"` and `${list[@]}` are open. */
export function readCommand(text: string, path: string): Command {
  const argv: Argument[] = [];
  let parts: Text[] | null = null;
  let quote = '';
  const finish = () => {
    if (parts) argv.push(makeWord(concat(...parts)));
    parts = null;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    const expansion = quote === "'" ? null : /^\$(?:\{[^}]*\}|[A-Za-z_]\w*|[@*])/.exec(text.slice(i))?.[0];
    if (c === '\\' && text[i + 1] === '\n') i++;
    else if (quote === '' && /\s/.test(c)) finish();
    else if (c === quote) quote = '';
    else if (quote === '' && (c === '"' || c === "'")) {
      quote = c;
      parts ??= [];
    } else if (expansion) {
      const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(expansion)?.[1];
      parts = [...(parts ?? []), hole(expansion, { path, start: i, end: i + expansion.length }, name)];
      i += expansion.length - 1;
    } else parts = append(parts ?? [], c, path, i);
  }
  finish();
  const end = text.trimEnd().length;
  return { carrier: 'shell', argv, range: { path, start: 0, end }, environment: {}, conditions: [], records: [] };
}

function makeWord(text: Text): Argument {
  const only = text.length === 1 ? text[0] : undefined;
  const open = only?.kind === 'hole' && /^\$[@*]$|\[[@*]\]/.test(only.written);
  return open ? { open: true, written: only.written, range: only.range } : { text };
}

/** Joins a character to the run before it where they are neighbours in the source. */
function append(parts: Text[], c: string, path: string, at: number): Text[] {
  const last = parts.at(-1)?.[0];
  if (last?.kind !== 'text' || last.range?.end !== at)
    return [...parts, literal(c, { path, start: at, end: at + 1 }, true)];
  return [...parts.slice(0, -1), literal(last.text + c, { path, start: last.range.start, end: at + 1 }, true)];
}

/** A command of known words without a place. */
export function commandOf(...words: readonly string[]): Command {
  return {
    carrier: 'shell',
    argv: words.map((word) => ({ text: literal(word) })),
    range: { path: 'deploy.sh', start: 0, end: 0 },
    environment: {},
    conditions: [],
    records: [],
  };
}
