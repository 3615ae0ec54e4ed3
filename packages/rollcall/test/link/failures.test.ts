import { expect, it } from 'vitest';
import { createError } from '../../src/errors.ts';
import { Failures } from '../../src/link/failures.ts';

it('tells what Rollcall itself fails on without the message, which may hold a value, and gives nothing for it', () => {
  const failures = new Failures();
  const fail = (): never => {
    throw new TypeError('s3cret');
  };
  expect(failures.contain('web/main.py', 'start', () => 1)).toBe(1);
  expect(failures.contain('web/main.py', 'start', fail)).toBeNull();
  expect(failures.gaps).toEqual([
    {
      reason: 'internal-error',
      text: 'start makes Rollcall itself fail (TypeError); please report it',
      range: { path: 'web/main.py', start: 0, end: 0 },
      names: 'all',
    },
  ]);
});

it('lets through what ends the whole run', () => {
  const failures = new Failures();
  for (const error of [createError('NO_COMMITS', { ref: 'HEAD' }), new DOMException('', 'AbortError')])
    expect(() =>
      failures.contain('a', 'a', () => {
        throw error;
      }),
    ).toThrow(error);
  expect(failures.gaps).toEqual([]);
});
