import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createError, ERRORS, type ErrorCode, escapeControls, isRollcallError } from '../src/errors.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];

it.each(codes)('%s says what is so, the way out, and has an exit code of the table', (code) => {
  const { what, fix, exitCode } = ERRORS[code];
  const names = [...`${what} ${fix}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const parameters = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
  const error = createError(code, parameters as never, { details: ['first', 'second'], cause: 'reason' });
  expect(error.message).toMatch(/\S/);
  expect(error.fix).toMatch(/\S/);
  expect(`${error.message} ${error.fix}`).not.toMatch(/[{}]/);
  for (const name of names) expect(`${error.message} ${error.fix}`).toContain(`<${name}>`);
  expect([2, 3, 130]).toContain(exitCode);
  expect({ ...error }).toMatchObject({ code, exitCode, details: ['first', 'second'] });
  expect(error.cause).toBe('reason');
  expect(isRollcallError(error, code)).toBe(true);
  expect(isRollcallError(new Error('x'))).toBe(false);
});

it('fills a parameter as it is, a pattern in it too, and makes control characters visible', () => {
  const error = createError(
    'NO_SUCH_REF',
    { ref: '$& {ref} \u001b[31m\n\u202e\udc80 ü 😀' },
    { details: ['a\rb', '\u009b'] },
  );
  expect(error.message).toContain('$& {ref} \\u001b[31m\\u000a\\u202e\\udc80 ü 😀.');
  expect(error.details).toEqual(['a\\u000db', '\\u009b']);
});

it('leaves no control character in any text, and ordinary text alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeControls(text)).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e]/u);
      expect(escapeControls(escapeControls(text))).toBe(escapeControls(text));
    }),
  );
  expect(escapeControls('Grüße an 東京, "quoted" \\n')).toBe('Grüße an 東京, "quoted" \\n');
});
