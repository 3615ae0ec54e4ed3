import type { Program } from './modules.ts';
import type { Run } from './run.ts';
import { makeForAll, type Part } from './touched.ts';

interface Made<V> {
  readonly value: V;
  readonly touched: ReadonlySet<Part>;
}

/** What is worked out once for all runs of a program. While it is being worked out it is `meanwhile`, for what leads back to itself. */
export class MadeOnce<K extends object, V> {
  private readonly byProgram = new WeakMap<Program, Map<K, Made<V>>>();
  private readonly meanwhile: V;

  constructor(meanwhile: V) {
    this.meanwhile = meanwhile;
  }

  of(run: Run, key: K, make: () => V): V {
    const own = this.byProgram.get(run.program) ?? new Map<K, Made<V>>();
    this.byProgram.set(run.program, own);
    const known = own.get(key);
    if (known) {
      run.touched.addAll(known.touched);
      return known.value;
    }
    own.set(key, { value: this.meanwhile, touched: new Set() });
    let value = this.meanwhile;
    const touched = makeForAll(run, () => {
      value = make();
    });
    own.set(key, { value, touched });
    return value;
  }
}
