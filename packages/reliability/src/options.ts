/** How calls to one dependency are guarded. Times in milliseconds. */
export interface GuardOptions {
  /** The dependency's name in health status, metrics and errors. */
  readonly name: string;
  /** Failures in a row that open the circuit. Default 5. */
  readonly failureThreshold?: number;
  /** How long an open circuit turns calls away before it lets one through. Default 60,000. */
  readonly recoveryTimeoutMs?: number;
  /** What one attempt may take. Default 10,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first one, with exponential pauses and jitter. Default: none, since not every call may be repeated. */
  readonly retry?: RetryOptions;
  /** Calls that may run at once, and wait for their turn; further ones are turned away. Default: no bound. */
  readonly bulkhead?: BulkheadOptions;
  /** Whether an error speaks against the dependency. Default: all do. One that does not is the dependency's answer. */
  readonly isFailure?: (error: unknown) => boolean;
  /** Told after each attempt, each call turned away and each change of the circuit. It must not throw. */
  readonly observe?: (event: GuardEvent) => void;
}

export interface RetryOptions {
  readonly attempts: number;
  readonly initialDelayMs?: number;
  readonly maxDelayMs?: number;
}

export interface BulkheadOptions {
  readonly concurrent: number;
  readonly queued?: number;
}

export type Outcome = 'success' | 'failure' | 'timeout' | 'rejected' | 'cancelled';

export type GuardEvent =
  | { readonly kind: 'attempt'; readonly name: string; readonly outcome: Outcome; readonly seconds: number }
  | { readonly kind: 'retry'; readonly name: string; readonly pauseSeconds: number }
  | { readonly kind: 'circuit'; readonly name: string; readonly state: 'closed' | 'half_open' | 'open' };

export type Settings = Required<Omit<GuardOptions, 'retry' | 'bulkhead'>> & {
  readonly retry: Required<RetryOptions>;
  readonly bulkhead: Required<BulkheadOptions> | null;
};

/** The options with their defaults. @throws RangeError for a bound that is not a whole number in its range */
export function completeOptions(options: GuardOptions): Settings {
  const { retry, bulkhead } = options;
  return {
    name: options.name,
    failureThreshold: wholeNumber('failureThreshold', options.failureThreshold ?? 5, 1),
    recoveryTimeoutMs: wholeNumber('recoveryTimeoutMs', options.recoveryTimeoutMs ?? 60_000, 1),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 10_000, 1),
    retry: {
      attempts: wholeNumber('retry.attempts', retry?.attempts ?? 0, 0),
      initialDelayMs: wholeNumber('retry.initialDelayMs', retry?.initialDelayMs ?? 100, 0),
      maxDelayMs: wholeNumber('retry.maxDelayMs', retry?.maxDelayMs ?? 10_000, 0),
    },
    bulkhead: bulkhead
      ? {
          concurrent: wholeNumber('bulkhead.concurrent', bulkhead.concurrent, 1),
          queued: wholeNumber('bulkhead.queued', bulkhead.queued ?? 0, 0),
        }
      : null,
    isFailure: options.isFailure ?? (() => true),
    observe: options.observe ?? (() => {}),
  };
}

function wholeNumber(option: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= 2 ** 31 - 1) return value;
  throw new RangeError(`${option} must be a whole number of at least ${least}; it is ${value}`);
}
