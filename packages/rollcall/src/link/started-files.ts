import type { FileText } from '../workspace/file-text.ts';
import { ancestors, folderOf, isForeign, isTest, joinPath } from './paths.ts';
import { perText } from './per-text.ts';
import { languageOf } from './program.ts';

const QUOTED = String.raw`(["'])(?:node|nodejs|python3?|tsx|ts-node|bun|ruby)\1|sys\.executable|process\.execPath`;
const OPTIONS = String.raw`(?:["']-(?!m["'])[\w=-]*["']\s*,\s*)*`;
const FILE = String.raw`["']([\w@./-]+\.(?:[cm]?[jt]s|py|rb))["']`;

/** A list of words that begins with an interpreter and names a program: `["node", "x.mjs"]`, `spawn("node", ["x.mjs"])`. */
const RUNS = new RegExp(String.raw`(?:${QUOTED})\s*,\s*\[?\s*${OPTIONS}${FILE}`, 'g');
/** `[sys.executable, "-m", "pkg.work"]`. */
const MODULES = new RegExp(String.raw`(?:${QUOTED})\s*,\s*\[?\s*["']-m["']\s*,\s*["']([\w.]+)["']`, 'g');
/** https://nodejs.org/api/child_process.html#child_processforkmodulepath-args-options https://nodejs.org/api/worker_threads.html */
const FORKS = new RegExp(String.raw`(?:\bfork\(|\bnew Worker\()\s*(?:new URL\(\s*)?${FILE}`, 'g');

const mentionsIn = perText((path, text): readonly string[] => {
  const id = languageOf(path)?.id;
  if (id !== 'python' && id !== 'javascript' && id !== 'ruby') return [];
  const code = text.replace(id === 'javascript' ? /^\s*(\/\/|\*).*$/gm : /^\s*#.*$/gm, '');
  const modules = [...code.matchAll(MODULES)].map((match) => `${(match[2] ?? '').replaceAll('.', '/')}.py`);
  const files = [...code.matchAll(RUNS)].map((match) => match[2] ?? '');
  return [...new Set([...files, ...modules, ...[...code.matchAll(FORKS)].map((match) => match[1] ?? '')])];
});

/**
 * The programs of the tree that a file starts as processes of their own. Where they run is mostly known at run time only: a path is
 * looked for from the file's folder outwards, and else as the end of the only path that ends so.
 */
export function startedByFile(files: ReadonlySet<string>, path: string, text: FileText | null): readonly string[] {
  const found = (mentionsIn(path, text) ?? []).flatMap((written) => {
    const near = ancestors(folderOf(path)).flatMap((folder) => joinPath(folder, written) ?? []);
    const there = near.find((one) => files.has(one));
    if (there !== undefined) return [there];
    const plain = written.replace(/^(\.?\.?\/)+/, '');
    const ends = [...files].filter((one) => one.endsWith(`/${plain}`) && !isForeign(one) && !isTest(one));
    return ends.length === 1 ? ends : [];
  });
  return [...new Set(found)].filter((one) => one !== path && !isTest(one) && !isForeign(one));
}
