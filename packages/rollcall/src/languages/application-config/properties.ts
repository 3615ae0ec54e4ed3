/** One property of a configuration file, with the place of its value. */
export interface Property {
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** The value is what stands at its place. */
  readonly exact: boolean;
  /** Conditions on the active profiles, all of which must hold. */
  readonly profiles: readonly string[];
}

/**
 * The properties of a `.properties` file: `key=value`, `key: value`, `key value`; a backslash at the end of a line continues it. `%dev.` and
 * the like before a key are Quarkus's profiles, `#---` begins a part of its own.
 * https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 * https://quarkus.io/guides/config-reference#profiles
 */
export function readProperties(text: string): readonly Property[] {
  const parts: Property[][] = [[]];
  for (let at = 0; at < text.length; ) {
    const end = endOfLogicalLine(text, at);
    const line = text.slice(at, end);
    if (/^[#!]---\s*$/.test(line.trimEnd())) parts.push([]);
    else {
      const property = readLine(line, at);
      if (property) parts.at(-1)?.push(property);
    }
    at = end + 1;
  }
  return parts.flatMap(withProfiles);
}

function endOfLogicalLine(text: string, from: number): number {
  for (let at = from; ; ) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    const line = text.slice(at, end).replace(/\r$/, '');
    const slashes = line.length - line.replace(/\\+$/, '').length;
    const comment = at === from && /^\s*[#!]/.test(line);
    if (slashes % 2 === 0 || comment) return end;
    at = end + 1;
  }
}

function readLine(line: string, at: number): Property | null {
  let i = line.length - line.trimStart().length;
  if (i === line.length || line[i] === '#' || line[i] === '!') return null;
  const from = i;
  while (i < line.length && !/[=:\s]/.test(line[i] ?? '')) i += line[i] === '\\' ? 2 : 1;
  const key = line.slice(from, i).replace(/\\(.)/gs, '$1');
  while (/[ \t]/.test(line[i] ?? '')) i++;
  if (line[i] === '=' || line[i] === ':') i++;
  while (/[ \t]/.test(line[i] ?? '')) i++;
  const written = line.slice(Math.min(i, line.length)).trimEnd();
  const exact = !/\\[\s\S]/.test(written);
  const value = exact ? written : written.replace(/\\\r?\n[ \t]*/g, '').replace(/\\(.)/gs, '$1');
  const start = at + Math.min(i, line.length);
  return { key, value, start, end: start + written.length, exact, profiles: [] };
}

const PROFILE_KEYS = /^spring\.config\.activate\.on-profile$|^spring\.profiles$/;

/** What a part of a file says of profiles holds for all of it. */
export function withProfiles(part: readonly Property[]): readonly Property[] {
  const conditions = part.filter(({ key }) => PROFILE_KEYS.test(key)).map(({ value }) => value);
  return part.flatMap((property): Property[] => {
    const quarkus = /^%([\w,-]+)\.(.+)$/.exec(property.key);
    const profiles = [...conditions, ...property.profiles];
    if (!quarkus) return [{ ...property, profiles }];
    const [, names = '', key = ''] = quarkus;
    // What runs is production, as long as nothing else is said.
    if (/^(dev|test)(,(dev|test))*$/.test(names)) return [];
    if (names.split(',').includes('prod')) return [{ ...property, key, profiles }];
    return [{ ...property, key, profiles: [...profiles, names] }];
  });
}
