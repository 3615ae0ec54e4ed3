import type { ParsedFile } from '../hcl/syntax.ts';

/** A file of variables' values. https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files */
export interface ValuesFile {
  readonly file: ParsedFile;
  /** Terraform reads it by itself, for its name; else only where it is asked to. */
  readonly automatic: boolean;
}

/** What the files of a tree say, as far as modules ask for it. */
export interface ModuleFiles {
  /** The files of a folder that are one module; none: there is no module. */
  files(folder: string): readonly ParsedFile[];
  /** Files of values for the module when it is started itself, in the order in which Terraform takes them. */
  values(folder: string): readonly ValuesFile[];
  text(path: string): string | null;
}

/** A path from a folder, made plain; null: it leads out of the tree. */
export function pathFrom(folder: string, path: string): string | null {
  const out: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return null;
  }
  return out.join('/');
}
