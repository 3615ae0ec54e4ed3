import type { Regression } from '../../packages/rollcall/src/model/history.ts';
import type { Case } from './cases.ts';
import type { Comparison, Judged } from './compare.ts';
import type { Guess } from './rivals.ts';

/** One case with what each method says of it. */
export interface Compared extends Judged {
  readonly blame: Guess;
  readonly pickaxe: Guess;
}

/** Prints everything as Markdown tables: every case, what is near those that are missed, what is to be judged, and the sums. */
export function printTables(name: string, compared: readonly Compared[], comparison: Comparison): void {
  const { doubtful, removals, others } = comparison;
  printTable(
    ['case', 'kind', 'service', 'name', 'cause', 'cure', 'rollcall', 'SZZ', 'pickaxe'],
    compared.map((one) => [...rowCells(one.row), verdictOf(one), guessed(one.blame), guessed(one.pickaxe)]),
  );
  const near = compared.flatMap(({ row, near: told }) => told.map((one) => [row.id, ...toldCells(one)]));
  printToldTable('Near what was missed', ['case', ...TOLD], near);
  printToldTable('Labelled as a removal, told as a lapse', TOLD, removals.map(toldCells));
  printToldTable('Labelled as doubtful', TOLD, doubtful.map(toldCells));
  printToldTable('Not labelled: to be judged by hand', TOLD, others.map(toldCells));
  console.log();
  printTable(
    [
      ...['repository', 'cases', 'found', 'cause only', 'missed', 'removals as lapses', 'doubtful', 'not labelled'],
      ...['SZZ right', 'SZZ candidates', 'pickaxe right', 'pickaxe candidates'],
    ],
    [
      [
        name,
        String(compared.length),
        ...(['found', 'cause', 'missed'] as const).map((verdict) =>
          String(compared.filter((one) => one.verdict === verdict).length),
        ),
        ...[removals, doubtful, others].map(({ length }) => String(length)),
        ...sums(compared.map(({ blame }) => blame)),
        ...sums(compared.map(({ pickaxe }) => pickaxe)),
      ],
    ],
  );
}

const TOLD = ['kind', 'need', 'service', 'name', 'deployment', 'cause', 'cure', 'side', 'confidence'];

function printToldTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  console.log(`\n${title}:\n`);
  printTable(head, rows);
}

function rowCells({ id, kinds, services, name, count, introducedBy, fixedBy }: Case): string[] {
  const names = count > 1 ? `${count} names` : `\`${name}\``;
  return [id, kinds.join(' or '), services.join(', '), names, short(introducedBy[0]), short(fixedBy[0])];
}

function toldCells(told: Regression): string[] {
  const { kind, need, service, name, deployment, introducedBy, fixedBy, side, confidence } = told;
  return [
    ...[kind, need, service, `\`${name}\``, `\`${deployment}\``],
    ...[short(introducedBy.commit), short(fixedBy?.commit), side, String(confidence)],
  ];
}

function verdictOf({ verdict, names, row }: Judged): string {
  if (verdict === 'cause') return 'cause only';
  return verdict === 'missed' && names > 0 ? `missed (${names} of ${row.count})` : verdict;
}

function guessed({ right, candidates, failed }: Guess): string {
  if (candidates === 0) return failed ?? '';
  return `${right ? 'yes' : 'no'}, of ${candidates}`;
}

/** How often the cause is among the candidates, and how many there are in the middle case of those with any. */
function sums(guesses: readonly Guess[]): string[] {
  const counts = guesses.flatMap(({ candidates }) => (candidates > 0 ? [candidates] : [])).sort((a, b) => a - b);
  return [String(guesses.filter(({ right }) => right).length), String(counts[counts.length >> 1] ?? 'none')];
}

function short(commit: string | undefined): string {
  return commit === undefined ? 'open' : commit.slice(0, 9);
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  for (const cells of [head, head.map(() => '---'), ...rows]) {
    console.log(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  }
}
