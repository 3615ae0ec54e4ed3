/** One word for a POSIX shell: as it is where no character is special, else in single quotes. */
export function shellQuote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** `--flag=value` with the value quoted. */
export function flag(name: string, value: string): string {
  return `--${name}=${shellQuote(value)}`;
}
