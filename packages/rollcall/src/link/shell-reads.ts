import { shellReads } from '../carriers/shell/index.ts';
import type { Read } from '../model/read.ts';
import type { FileText } from '../workspace/file-text.ts';
import { perText } from './per-text.ts';

const readsIn = perText((_path, text) => shellReads(text));

/** What the shell scripts read that a service's containers run, in the order in which one starts the other. */
export function readsOfScripts(
  service: string,
  scripts: readonly string[],
  file: (path: string) => FileText | null,
): { readonly reads: readonly Read[]; readonly dynamic: boolean } {
  const reads: Read[] = [];
  const given = new Set<string>();
  let dynamic = false;
  for (const path of scripts) {
    const found = readsIn(path, file(path));
    if (!found) continue;
    dynamic ||= found.dynamic.length > 0;
    for (const read of found.reads) if (!given.has(read.name)) reads.push(readOf(service, path, read));
    for (const name of found.assigned) given.add(name);
  }
  return { reads, dynamic };
}

function readOf(service: string, path: string, read: ReturnType<typeof shellReads>['reads'][number]): Read {
  const { name, level, idiom, start, end, refusal } = read;
  return {
    service,
    name,
    level,
    only: [],
    except: [],
    by: null,
    when: 'start',
    group: null,
    language: 'shell',
    idiom,
    via: [],
    range: { path, start, end },
    refusal: refusal && { path, ...refusal },
  };
}
