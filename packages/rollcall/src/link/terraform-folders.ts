import { folderOf, isForeign, isTest } from './paths.ts';
import { perPath } from './per-text.ts';

/** Configuration of Terraform and OpenTofu. https://developer.hashicorp.com/terraform/language/files */
const CONFIGURATION = /\.(tf|tofu)(\.json)?$/;
/** Values of variables. https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files */
const VALUES = /\.tfvars(\.json)?$/;
/** Read without being asked for. */
const AUTOMATIC = /(^|\/)terraform\.tfvars(\.json)?$|\.auto\.tfvars(\.json)?$/;

/** Whether a path is a file that is read for Terraform. */
export const isTerraform = perPath(
  (path) =>
    (CONFIGURATION.test(path) || VALUES.test(path)) &&
    !isTest(path) &&
    !isForeign(path) &&
    !/(^|\/)\.terraform\//.test(path),
);

export interface ValuesPath {
  readonly path: string;
  readonly automatic: boolean;
}

/** The folders of a tree that hold a module, each with its files. */
export class TerraformFolders {
  readonly paths: readonly string[];
  private readonly modules = new Map<string, string[]>();
  private readonly valuesIn = new Map<string, string[]>();

  constructor(paths: Iterable<string>) {
    this.paths = [...paths].filter(isTerraform).sort();
    for (const path of this.paths) {
      const into = CONFIGURATION.test(path) ? this.modules : this.valuesIn;
      const folder = folderOf(path);
      into.set(folder, [...(into.get(folder) ?? []), path]);
    }
    for (const [folder, files] of this.modules) this.modules.set(folder, withoutShadowed(files));
  }

  get folders(): readonly string[] {
    return [...this.modules.keys()];
  }

  files(folder: string): readonly string[] {
    return this.modules.get(folder) ?? [];
  }

  /** Its own files of values, and those in folders below that are no modules: one of them is asked for at a time. */
  values(folder: string): readonly ValuesPath[] {
    const own = (this.valuesIn.get(folder) ?? []).map((path) => ({ path, automatic: AUTOMATIC.test(path) }));
    const below = [...this.valuesIn].flatMap(([other, paths]) => {
      const inside = folder === '' || other.startsWith(`${folder}/`);
      return inside && other !== folder && this.moduleAbove(other) === folder
        ? paths.map((path) => ({ path, automatic: false }))
        : [];
    });
    // `terraform.tfvars` comes first, then the others by name.
    const first = ({ path }: ValuesPath): number => (/(^|\/)terraform\.tfvars/.test(path) ? 0 : 1);
    return [...own.sort((a, b) => first(a) - first(b)), ...below];
  }

  private moduleAbove(folder: string): string | null {
    for (let current = folder; ; current = folderOf(current)) {
      if (this.modules.has(current)) return current;
      if (current === '') return null;
    }
  }
}

/** OpenTofu reads `x.tofu` in place of `x.tf`. https://opentofu.org/docs/language/files/ */
function withoutShadowed(files: readonly string[]): string[] {
  const all = new Set(files);
  return files.filter((path) => !/\.tf(\.json)?$/.test(path) || !all.has(path.replace(/\.tf(\.json)?$/, '.tofu$1')));
}
