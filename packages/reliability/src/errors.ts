/** Why a guarded call came to no answer of the dependency itself. */
export type GuardErrorCode = 'circuit-open' | 'timed-out' | 'bulkhead-full' | 'cancelled';

/** A call that the guard ended. The dependency's own errors pass through as they are. */
export class GuardError extends Error {
  override readonly name = 'GuardError';
  readonly code: GuardErrorCode;
  /** The name that the guard was made with. */
  readonly dependency: string;

  constructor(code: GuardErrorCode, dependency: string, message: string, options?: ErrorOptions) {
    super(`${dependency}: ${message}`, options);
    this.code = code;
    this.dependency = dependency;
  }
}
