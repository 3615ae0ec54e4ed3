import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asShown, coverLiterals } from '../../src/model/shown-text.ts';
import { hole, literal } from '../../src/model/text.ts';

describe('an expression in a report', () => {
  it.each([
    [`\${ENV}`, `\${ENV}`],
    ['self.project', 'self.project'],
    [`\${{ secrets.KEY }}`, `\${{ secrets.KEY }}`],
    ["os.environ.get('T', 'hunter2')", "os.environ.get('…', '…')"],
    ['build("--set-env-vars=T=hunter2")', 'build("…")'],
    ['pick("it\\"s hunter2") + x', 'pick("…") + x'],
    ["'hunter2", "'…'"],
    ['$(echo hunter2 | base64)', '$(echo …)'],
    ['$(date)', '$(date)'],
    [`\${X:+,$X}`, `\${X:+,$X}`],
    [`\${T:-hunter2}`, `\${T:-…}`],
    [`\${T:?hunter2 is missing}`, `\${T:?…}`],
    ['f(password=hunter2, x)', 'f(password=…, x)'],
    ['a == b', 'a == b'],
  ])('%s is shown as %s', (written, shown) => {
    expect(coverLiterals(written)).toBe(shown);
    expect(asShown([...literal('id-'), ...hole(written, null)])).toBe(`id-${shown}`);
  });

  it('holds no content of any string, and takes any text', () => {
    const content = fc.string({ minLength: 4 }).filter((text) => !/["'\\…]/.test(text));
    fc.assert(
      fc.property(content, fc.constantFrom('"', "'"), (text, quote) => {
        expect(coverLiterals(`f(${quote}<${text}>${quote})`)).not.toContain(`<${text}>`);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof coverLiterals(text) === 'string'));
  });
});
