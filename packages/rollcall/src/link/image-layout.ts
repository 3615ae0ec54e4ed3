import { posix } from 'node:path';

/** What one COPY or ADD puts into an image. https://docs.docker.com/reference/dockerfile/#copy */
export interface Copy {
  /** As written, relative to the build context. */
  readonly sources: readonly string[];
  /** Where they come to lie, from the image's root. */
  readonly target: string;
}

/** Paths of the build context that may have become a file of the image, what was copied last first. */
export function sourcesOf(copies: readonly Copy[], path: string): readonly string[] {
  return copies.toReversed().flatMap(({ sources, target }) => {
    const inside = target === '/' ? path : path.startsWith(`${target}/`) ? path.slice(target.length) : null;
    return sources.flatMap((source) => {
      const own = source.replace(/\/(\.|\*)?$/, '');
      if (path === target && sources.length === 1) return [own];
      if (inside === null) return [];
      return inside === `/${posix.basename(own)}` ? [own, `${own}${inside}`] : [`${own}${inside}`];
    });
  });
}
