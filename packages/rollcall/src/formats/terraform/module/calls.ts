import { definitionsOf, literalIn } from './definitions.ts';
import { type ModuleFiles, pathFrom } from './source.ts';

/** The folders of the same tree that a module calls by a relative `source`. */
export function relativeCalls(files: ModuleFiles, folder: string): readonly string[] {
  return [...definitionsOf(files.files(folder)).modules.values()].flatMap((block) => {
    const called = calledFolder(folder, literalIn(block.body, 'source'));
    return called !== null && files.files(called).length > 0 ? [called] : [];
  });
}

/** https://developer.hashicorp.com/terraform/language/modules/sources#local-paths */
export function calledFolder(folder: string, source: string | null): string | null {
  if (source === null || !/^\.\.?(\/|$)/.test(source)) return null;
  return pathFrom(folder, source);
}
