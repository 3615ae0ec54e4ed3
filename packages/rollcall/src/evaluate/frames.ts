import { type Frame, frame, type Run } from './run.ts';

/** Works in a frame like the running one but for some parts; what is raised in it is raised in the running one. */
export function within<T>(run: Run, parts: Partial<Frame>, work: () => T): T {
  const outer = frame(run);
  run.frames.push({ ...outer, ...parts, pending: [] });
  try {
    return work();
  } finally {
    const inner = run.frames.pop();
    outer.pending.push(...(inner?.pending ?? []));
  }
}
