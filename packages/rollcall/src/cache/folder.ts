import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/**
 * The user's folder for what can be made again: `ROLLCALL_CACHE_DIR` where it is set, else the system's, and Rollcall's folder in it. A
 * relative `XDG_CACHE_HOME` counts for nothing (https://specifications.freedesktop.org/basedir-spec/latest/). Null: there is none.
 */
export function cacheFolder({ environment, platform, home }: Surroundings = here()): string | null {
  const { ROLLCALL_CACHE_DIR: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = environment;
  if (own) return resolve(own);
  if (platform === 'win32') return local ? join(local, 'rollcall', 'cache') : null;
  if (xdg && isAbsolute(xdg)) return join(xdg, 'rollcall');
  if (!isAbsolute(home)) return null;
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'rollcall') : join(home, '.cache', 'rollcall');
}

function here(): Surroundings {
  return { environment: process.env, platform: process.platform, home: homeFolder() };
}

/** An account without an entry and without HOME has none. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}
