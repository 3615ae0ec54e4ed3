/** Whether a text is too much for the parser of YAML, whose time grows with the square of the depth of brackets. */
export function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth < 0) depth = 0;
    if (depth > 500) return true;
  }
  return false;
}
