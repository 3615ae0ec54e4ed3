import { escapeText } from '../reporters/escape.ts';

const FIRST = 1000;
const EVERY = 100;

/** Shows on stderr what is looked at, after a second, and only to a person. Evaluation leaves timers no time: it is asked at each step. */
export function createProgress(): { readonly step: (text: string) => void; readonly clear: () => void } {
  if (!process.stderr.isTTY) return { step: () => {}, clear: () => {} };
  const start = Date.now();
  let last = start + FIRST - EVERY;
  let shown = false;
  return {
    step: (text) => {
      const now = Date.now();
      if (now - last < EVERY) return;
      last = now;
      shown = true;
      const room = Math.max(20, (process.stderr.columns ?? 80) - 12);
      process.stderr.write(`\r\u001b[Kreading ${escapeText(text).slice(-room)}`);
    },
    clear: () => {
      if (shown) process.stderr.write('\r\u001b[K');
      shown = false;
    },
  };
}
