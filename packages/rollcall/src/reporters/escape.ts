import { escapeControls } from '../errors.ts';

/** Foreign text (a path, a name, a commit's subject) on one line of a terminal: what would steer it is made visible. */
export function escapeText(text: string): string {
  return escapeControls(text);
}

/** JSON whose strings hold nothing that would steer a terminal; it parses to the same. */
export function escapeJson(json: string): string {
  return json
    .split('\n')
    .map((line) => escapeControls(line))
    .join('\n');
}
