import { fileURLToPath } from 'node:url';
import type { ReaderMeta } from '../../packages/rollcall/src/model/reader.ts';
import { countCases } from '../../packages/rollcall/test/support/reader-cases.ts';

interface Reader {
  readonly folder: string;
  readonly meta: ReaderMeta;
}

const SECTIONS = [
  ['language', 'What the code needs: languages'],
  ['format', 'What the deployment gives: formats'],
  ['carrier', 'Where deployments are written: carriers'],
] as const;

/** The page of what is read, from what each folder says of itself; how many cases each has is counted. */
export function describeSupport(readers: readonly Reader[]): string {
  return `# What is read

Each row is one folder of packages/rollcall/src/, whose readme says what becomes what, and what stays unknown. Its cases run as tests, the
hostile ones among them: broken texts, conflict markers, names that mean something else elsewhere. Written by \`npm run generate\`.

${SECTIONS.map(([kind, title]) => `## ${title}\n\n${describeKind(readers, kind)}`).join('\n')}
Programs in Python, JavaScript and Go carry commands as well, by the calls that start other programs.
`;
}

function describeKind(readers: readonly Reader[], kind: ReaderMeta['kind']): string {
  const rows = readers.flatMap(({ folder, meta }) => {
    if (meta.kind !== kind || meta.kind === 'part') return [];
    const { cases, hostile } = countCases(
      fileURLToPath(new URL(`../../packages/rollcall/src/${folder}`, import.meta.url)),
    );
    const readme = `../../packages/rollcall/src/${folder}/readme.md`;
    return [
      `| [${meta.title}](${readme}) | ${meta.reads} | [source](${meta.source}) | ${cases} (${hostile} hostile) |\n`,
    ];
  });
  return `| what | reads | what it means | cases |\n|---|---|---|---|\n${rows.join('')}`;
}
