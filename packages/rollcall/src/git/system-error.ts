/** The code that the system gave an error (`ENOENT`, `EACCES`); null for any other error. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** The system says that something may be there, and that it is not ours to see. */
export function isRefusal(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'EACCES' || code === 'EPERM';
}
