import { createTwoFilesPatch } from 'diff';
import type { FileFix } from '../model/fix.ts';
import { escapeText } from './escape.ts';
import type { Paint } from './paint.ts';

/**
 * A unified diff of the lines that change, with values covered. Lines around them are not shown: what a line that no deployment is on
 * holds is not known. https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function fixDiff(files: readonly FileFix[], paint: Paint): string {
  return files
    .map(({ path, shown }) =>
      createTwoFilesPatch(`a/${path}`, `b/${path}`, shown.before, shown.after, '', '', { context: 0 })
        .split('\n')
        .filter((line, i) => i > 0 || !line.startsWith('==='))
        .map((line) => paintLine(escapeText(line.replace(/[\t\r]+$/, '')), paint))
        .join('\n'),
    )
    .join('');
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('---') || line.startsWith('+++')) return paint.bold(line);
  if (line.startsWith('@@')) return paint.cyan(line);
  if (line.startsWith('-')) return paint.red(line);
  return line.startsWith('+') ? paint.green(line) : line;
}
