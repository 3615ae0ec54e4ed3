import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A small tree of files, path → text. */
export type Tree = Readonly<Record<string, string>>;

const KINDS = ['formats', 'carriers', 'languages'];

/** The readers that have cases of their own, as `kind/id`. */
export function readersIn(source: string): readonly string[] {
  return KINDS.flatMap((kind) =>
    readdirSync(join(source, kind), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(source, kind, entry.name, 'fixtures')))
      .map((entry) => `${kind}/${entry.name}`),
  );
}

/** The trees of a reader's cases: a folder of files, or a text with a section for each file. */
export function seedsOf(source: string, reader: string): readonly Tree[] {
  const folder = join(source, reader, 'fixtures');
  return readdirSync(folder)
    .sort()
    .flatMap((name): Tree[] => {
      const path = join(folder, name);
      const tree = statSync(path).isDirectory() ? filesBelow(path) : sectionsOf(readFileSync(path, 'utf8'));
      return Object.keys(tree).length > 0 ? [tree] : [];
    });
}

/** What a case expects is no input. */
const EXPECTED = /^(expected|case|found)\.(json|ya?ml|txt)$/;

function filesBelow(folder: string): Tree {
  const out: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || EXPECTED.test(entry.name)) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    out[path.slice(folder.length + 1)] = readFileSync(path, 'utf8');
  }
  return out;
}

function sectionsOf(text: string): Tree {
  const out: Record<string, string> = {};
  for (const section of text.split(/^--- (?=file |found)/m)) {
    const [, path, body = ''] = /^file (\S+)[^\n]*\n(.*)$/s.exec(section) ?? [];
    if (path !== undefined) out[path] = body;
  }
  return out;
}
