import { describe, expect, it } from 'vitest';
import { DEPLOY, readsIn } from './cases.ts';

/** Functions that call one another so often that nobody follows all of it. */
const LONG = [
  'def step0():\n    pass\n',
  ...Array.from({ length: 16 }, (_, i) => `def step${i + 1}():\n    step${i}()\n    step${i}()\n`),
].join('');

describe('what takes more steps than are followed', () => {
  it('is seen to refuse what it refuses before, and no more', async () => {
    const main = [
      'import os, sys\n',
      LONG,
      'def main():\n',
      '    key = os.environ.get("KEY")\n    if not key:\n        sys.exit("KEY is missing")\n',
      '    log = os.environ.get("LOG")\n    if not log:\n        print("no log")\n',
      '    step16()\n',
      '    late = os.environ.get("LATE")\n    if not late:\n        sys.exit("LATE is missing")\n',
      'main()\n',
    ].join('');
    expect(await readsIn({ 'deploy.py': DEPLOY, 'auth/main.py': main })).toEqual([
      'KEY required start',
      'LATE optional',
      'LOG optional',
    ]);
  });

  it('is not said to refuse what another file asks for', async () => {
    const files = {
      'auth/main.py': `import sys\nfrom mode import is_test\n${LONG}def main():\n    if is_test():\n        step16()\n    else:\n        sys.exit("not here")\nmain()\n`,
      'auth/mode.py': 'import os\ndef is_test():\n    return bool(os.environ.get("IN_TEST"))\n',
    };
    expect(await readsIn({ 'deploy.py': DEPLOY, ...files })).toEqual(['IN_TEST optional']);
  });
});

it('a module that refuses to be without a hundred names, one after the other, needs each of them', async () => {
  const names = Array.from({ length: 100 }, (_, i) => `NAME_${i}`).sort();
  const main = ['import os', ...names.map((name) => `${name} = os.environ["${name}"]`), ''].join('\n');
  expect(await readsIn({ 'deploy.py': DEPLOY, 'auth/main.py': main })).toEqual(
    names.map((name) => `${name} required start`),
  );
});
