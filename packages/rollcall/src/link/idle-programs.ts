import { type Part, splitPart } from '../evaluate/touched.ts';
import type { HostFacts } from './collect.ts';
import type { IdleProgram } from './needs-form.ts';

/**
 * The programs that deploy nothing, and that no other program can tell from not having been run: modules that import each other in a
 * circle are seen as far as whoever asks first has got, so those that share a module with one that is run again are run again too.
 */
export function idleAmong(hosts: readonly HostFacts[]): readonly IdleProgram[] {
  let idle = hosts.flatMap((host) => host.idle ?? []);
  const used = new Set(hosts.flatMap((host) => (host.idle ? [] : [...pathsOf(host.touched)])));
  for (let before = -1; before !== idle.length; ) {
    before = idle.length;
    idle = idle.filter(({ touched }) => {
      const own = pathsOf(touched);
      const alone = ![...own].some((path) => used.has(path));
      if (!alone) for (const path of own) used.add(path);
      return alone;
    });
  }
  return idle;
}

function pathsOf(parts: ReadonlySet<Part>): ReadonlySet<string> {
  return new Set([...parts].map((part) => splitPart(part).path));
}
