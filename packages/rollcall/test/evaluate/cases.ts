import { readFileSync } from 'node:fs';
import { linkTree } from '../../src/link/link.ts';
import type { Read } from '../../src/model/read.ts';
import { openMemoryTree } from '../../src/workspace/memory-tree.ts';

/** A small service and what is expected of its reads, one line for each name. */
export interface Case {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly reads: readonly string[];
}

export const DEPLOY = 'import subprocess\nsubprocess.run(["gcloud", "run", "deploy", "auth", "--source", "auth"])\n';

/**
 * Reads a table of cases: `=== title`, then files (`--- path`; the first may lack its line and is then `entry`), then `--- reads` with the
 * expected lines.
 */
export function readCases(file: string, entry: string): readonly Case[] {
  const text = readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map((block) => readCase(block, entry));
}

function readCase(block: string, entry: string): Case {
  const title = block.slice(0, block.indexOf('\n'));
  const files: Record<string, string> = { 'deploy.py': DEPLOY };
  let reads: readonly string[] = [];
  const parts = block
    .slice(title.length + 1)
    .split(/^(?=--- )/m)
    .filter((part) => part.trim() !== '');
  for (const part of parts) {
    const name = /^--- (.*)\n/.exec(part);
    const body = name ? part.slice(name[0].length) : part;
    if (name?.[1] === 'reads') reads = body.split('\n').filter((line) => line !== '');
    else files[name?.[1] ?? entry] = body;
  }
  return { title, files, reads };
}

/** What a tree's only service reads: for each name its strictest reads, in the form of the tables. */
export async function readsIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const facts = await linkTree(openMemoryTree(files), { root: '.', contract: null });
  const byName = new Map<string, Read[]>();
  for (const read of facts.reads) byName.set(read.name, [...(byName.get(read.name) ?? []), read]);
  const lines = [...byName].flatMap(([name, reads]) => {
    const level = ['required', 'hollow', 'defaulted', 'optional'].find((one) =>
      reads.some((read) => read.level === one),
    );
    return [...new Set(reads.filter((read) => read.level === level).map((read) => `${name} ${describeRead(read)}`))];
  });
  return lines.sort();
}

function describeRead(read: Read): string {
  const words = [
    read.level,
    ...(read.level === 'required' ? [read.when] : []),
    ...(read.only.length > 0 ? [`only=${read.only.join(',')}`] : []),
    ...(read.except.length > 0 ? [`except=${read.except.join(',')}`] : []),
    ...(read.by === null ? [] : [`by=${read.by}`]),
    ...(read.where ?? []).map(({ name, words: told }) => `where=${name}:${[...told].sort().join(',')}`),
    ...(read.group === null ? [] : [`group=${read.group}`]),
  ];
  return words.join(' ');
}
