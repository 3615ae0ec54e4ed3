import { known } from '../model/text.ts';
import { type Build, imageName as nameOfImage, sameImage } from './builds.ts';
import { type CodeIndex, depth, isUnit } from './code-index.ts';
import type { FoundDeployment } from './found.ts';
import type { Image } from './images.ts';
import { folderOf, isForeign, isTest, joinPath } from './paths.ts';
import { languageOf } from './program.ts';

/** The code that an image is built from, where a deployment of this tree leaves none of it to guess; null: nothing builds it here. */
export function builtCode(
  index: CodeIndex,
  deployments: readonly FoundDeployment[],
): { readonly roots: readonly string[]; readonly image: Image | null } | null {
  for (const deployment of deployments)
    for (const build of deployment.fact.workload === 'function' ? [] : buildsFor(index, deployment)) {
      const image = imageOfBuild(index, build);
      const context = contextOf(index, build, image);
      if (context === null) continue;
      const roots = image ? rootsOfImage(index, image, context) : [context];
      if (roots.length > 0) return { roots, image };
    }
  return null;
}

function buildsFor(index: CodeIndex, { fact, entry }: FoundDeployment): readonly Build[] {
  const near = [...index.builds].sort(
    (a, b) =>
      Number(b.path === fact.range.path || b.entry === entry) - Number(a.path === fact.range.path || a.entry === entry),
  );
  const name = fact.image ? nameOfImage(fact.image) : null;
  const same = near.filter(({ images }) => name !== null && images.some((image) => sameImage(image, name)));
  if (same.length > 0) return same;
  if (fact.image && known(fact.image) !== null) return [];
  // An image whose name only run time knows is the one that the same file builds, where it builds one.
  const own = near.filter((build) => build.path === fact.range.path || build.entry === entry);
  const places = new Set(own.map(({ folders, files, config }) => JSON.stringify([folders, files, config])));
  return places.size === 1 ? own.slice(0, 1) : [];
}

function imageOfBuild(index: CodeIndex, build: Build): Image | null {
  const deepest = [...build.folders].sort((a, b) => depth(b) - depth(a));
  const wanted = build.files.length > 0 ? build.files : deepest.map((folder) => joinPath(folder, 'Dockerfile') ?? '');
  for (const path of wanted) {
    const image = index.images.find((one) => one.path === path);
    if (image) return (build.target === null ? null : image.stages.get(build.target.toLowerCase())) ?? image;
  }
  return null;
}

function contextOf(index: CodeIndex, build: Build, image: Image | null): string | null {
  const known_ = build.folders.filter((folder) => index.folders.includes(folder));
  const own = image && build.files.length === 0 ? known_.find((folder) => folder === folderOf(image.path)) : undefined;
  if (own !== undefined) return own;
  if (image) return known_.includes('') ? '' : (known_[0] ?? null);
  return known_.find((folder) => folder !== '' && isUnit(index.tree, folder)) ?? known_[0] ?? null;
}

/** The folders of a build context that an image takes in. */
export function rootsOfImage(index: CodeIndex, image: Image, context: string): readonly string[] {
  const own = folderOf(image.path);
  const inside = own !== context && index.folders.includes(own) && own !== '';
  const copied = copiedBy(image).flatMap((source) => {
    const path = joinPath(context, source.replace(/\/(\.|\*)?$/, ''));
    if (path === null) return [];
    if (path === context) return [context];
    if (index.folders.includes(path)) return [path];
    return languageOf(path) && !isTest(path) && !isForeign(path) ? [folderOf(path)] : [];
  });
  const kept = [...new Set(copied)].filter((folder) => folder === context || !SHARED.test(folder));
  if (kept.includes(context)) return inside ? [own] : [context];
  if (inside && !kept.some((folder) => folder === own || folder.startsWith(`${own}/`))) return [own, ...kept];
  if (kept.length > 0) return kept;
  return index.folders.includes(context) ? [context] : [];
}

export function copiedBy(image: Image): readonly string[] {
  return image.copies.flatMap(({ sources }) => sources);
}

/** Folders that hold what several services use. */
const SHARED = /(^|\/)(shared|common|libs?)$/;
