/** Whether a pattern for names is one: the characters of names, `*` for any run of characters, `?` for one. */
export function isNamePattern(pattern: string): boolean {
  return /^[A-Za-z0-9_.*?-]+$/.test(pattern);
}

/** Whether a name matches a pattern of `*` and `?`. Its time is bounded by the product of the lengths. */
export function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
