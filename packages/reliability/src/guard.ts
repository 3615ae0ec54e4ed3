import {
  type BulkheadPolicy,
  BulkheadRejectedError,
  bulkhead,
  CircuitState as Circuit,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  halfJitterGenerator,
  handleWhen,
  type RetryPolicy,
  retry,
  TaskCancelledError,
  type TimeoutPolicy,
  TimeoutStrategy,
  timeout,
} from 'cockatiel';
import { untilAborted } from './abort.ts';
import { GuardError } from './errors.ts';
import { type CircuitState, type HealthStatus, statusOfCircuit } from './health-status.ts';
import { completeOptions, type GuardOptions, type Outcome, type Settings } from './options.ts';

/** What an operation gets: aborted when its time is up, or when the caller gives up. */
export interface Attempt {
  readonly signal: AbortSignal;
}

export interface RunOptions {
  /** Aborted when the caller gives up; that speaks neither for nor against the dependency. */
  readonly signal?: AbortSignal | undefined;
}

/** Stands between a service and one dependency. */
export interface Guard {
  readonly name: string;
  /**
   * Runs the operation within bounds. Rejects with a GuardError where it was not let through, took too long or was cancelled, else with
   * the operation's own error.
   */
  run<T>(operation: (attempt: Attempt) => Promise<T>, options?: RunOptions): Promise<T>;
  health(): HealthStatus;
  /** Sets the counts back. An open circuit stays open: a report that starts anew mends no dependency. */
  resetMetrics(): void;
  /** Sets the counts back, forgets the last failure and closes the circuit; calls that still run no longer count. */
  resetHealthTracking(): void;
}

/** Makes a guard. @throws RangeError for options out of range */
export function createGuard(options: GuardOptions): Guard {
  return new PolicyGuard(completeOptions(options));
}

const circuitStates: Readonly<Record<Circuit, CircuitState>> = {
  [Circuit.Closed]: 'closed',
  [Circuit.HalfOpen]: 'half_open',
  [Circuit.Open]: 'open',
  [Circuit.Isolated]: 'open',
};

/** The circuit, and what was counted while it stood. A reset puts a new one in its place. */
interface Breaker {
  readonly policy: CircuitBreakerPolicy;
  readonly consecutive: ConsecutiveBreaker;
}

class PolicyGuard implements Guard {
  readonly name: string;
  readonly #settings: Settings;
  readonly #timeout: TimeoutPolicy;
  readonly #retry: RetryPolicy;
  readonly #bulkhead: BulkheadPolicy | null;
  #breaker: Breaker;
  #successes = 0;
  #failures = 0;
  #rejections = 0;
  #lastFailure: Date | null = null;
  #openedAt = 0;

  constructor(settings: Settings) {
    this.name = settings.name;
    this.#settings = settings;
    this.#timeout = timeout(settings.timeoutMs, TimeoutStrategy.Aggressive);
    this.#retry = retry(
      handleWhen((error) => this.#countsAgainst(error)),
      {
        maxAttempts: settings.retry.attempts,
        // The library's default has no jitter once its pauses have reached the longest: after a long outage all callers would come at once.
        backoff: new ExponentialBackoff({
          generator: halfJitterGenerator,
          initialDelay: settings.retry.initialDelayMs,
          maxDelay: settings.retry.maxDelayMs,
        }),
      },
    );
    this.#retry.onRetry(({ delay }) =>
      this.#settings.observe({ kind: 'retry', name: this.name, pauseSeconds: delay / 1000 }),
    );
    this.#bulkhead = settings.bulkhead ? bulkhead(settings.bulkhead.concurrent, settings.bulkhead.queued) : null;
    this.#breaker = this.#makeBreaker();
  }

  async run<T>(operation: (attempt: Attempt) => Promise<T>, { signal }: RunOptions = {}): Promise<T> {
    if (signal?.aborted) throw this.#cancelled(signal);
    const attempts = (): Promise<T> => this.#retry.execute(() => this.#attempt(operation, signal), signal);
    const work = this.#bulkhead ? this.#throughBulkhead(this.#bulkhead, attempts, signal) : attempts();
    return untilAborted(work, signal, () => this.#cancelled(signal));
  }

  health(): HealthStatus {
    const state = circuitStates[this.#breaker.policy.state];
    return {
      name: this.name,
      status: statusOfCircuit(state),
      circuitState: state,
      canExecute: state === 'closed' || (state === 'open' && this.#mayTryAgain()),
      failureCount: this.#breaker.consecutive.state,
      successfulCalls: this.#successes,
      failedCalls: this.#failures,
      rejectedCalls: this.#rejections,
      failureThreshold: this.#settings.failureThreshold,
      recoveryTimeout: this.#settings.recoveryTimeoutMs / 1000,
      lastFailureTime: this.#lastFailure?.toISOString() ?? null,
      timestamp: new Date().toISOString(),
    };
  }

  resetMetrics(): void {
    this.#successes = 0;
    this.#failures = 0;
    this.#rejections = 0;
    this.#lastFailure = null;
    if (this.#breaker.policy.state === Circuit.Closed) this.#breaker.consecutive.state = 0;
  }

  resetHealthTracking(): void {
    const wasClosed = this.#breaker.policy.state === Circuit.Closed;
    this.#breaker = this.#makeBreaker();
    this.resetMetrics();
    if (!wasClosed) this.#settings.observe({ kind: 'circuit', name: this.name, state: 'closed' });
  }

  #makeBreaker(): Breaker {
    const consecutive = new ConsecutiveBreaker(this.#settings.failureThreshold);
    const policy = circuitBreaker(
      handleWhen((error) => this.#countsAgainst(error)),
      { breaker: consecutive, halfOpenAfter: this.#settings.recoveryTimeoutMs },
    );
    policy.onStateChange((state) => {
      if (this.#breaker.policy !== policy) return;
      if (state === Circuit.Open) this.#openedAt = Date.now();
      this.#settings.observe({ kind: 'circuit', name: this.name, state: circuitStates[state] });
    });
    return { policy, consecutive };
  }

  async #throughBulkhead<T>(
    policy: BulkheadPolicy,
    work: () => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    try {
      return await policy.execute(work, signal);
    } catch (error) {
      if (error instanceof BulkheadRejectedError) {
        this.#reject();
        throw new GuardError('bulkhead-full', this.name, 'too many calls at once', { cause: error });
      }
      throw error instanceof TaskCancelledError ? this.#cancelled(signal) : error;
    }
  }

  async #attempt<T>(operation: (attempt: Attempt) => Promise<T>, caller: AbortSignal | undefined): Promise<T> {
    if (caller?.aborted) throw this.#cancelled(caller);
    const breaker = this.#breaker;
    const state = breaker.policy.state;
    if (state === Circuit.HalfOpen || (state === Circuit.Open && !this.#mayTryAgain())) throw this.#circuitOpen();
    // What tries an open circuit is not the caller's to cancel: the policy takes an error that does not count for a recovery.
    const signal = state === Circuit.Closed ? caller : undefined;
    return breaker.policy.execute(() => this.#timed(operation, signal, breaker));
  }

  async #timed<T>(
    operation: (attempt: Attempt) => Promise<T>,
    caller: AbortSignal | undefined,
    breaker: Breaker,
  ): Promise<T> {
    const began = performance.now();
    try {
      const value = await this.#timeout.execute((context) => this.#watched(operation, context.signal, caller), caller);
      this.#count('success', began, breaker);
      return value;
    } catch (error) {
      const seen = error instanceof TaskCancelledError ? this.#ended(caller, error) : error;
      this.#count(this.#outcomeOf(seen), began, breaker);
      throw seen;
    }
  }

  /** An operation that was aborted rejects with what it likes, and may do so before the policy does. */
  async #watched<T>(
    operation: (attempt: Attempt) => Promise<T>,
    signal: AbortSignal,
    caller: AbortSignal | undefined,
  ): Promise<T> {
    try {
      return await operation({ signal });
    } catch (error) {
      throw signal.aborted ? this.#ended(caller, error) : error;
    }
  }

  #ended(caller: AbortSignal | undefined, cause: unknown): GuardError {
    if (caller?.aborted) return this.#cancelled(caller);
    return new GuardError('timed-out', this.name, `no answer within ${this.#settings.timeoutMs} ms`, { cause });
  }

  #cancelled(signal: AbortSignal | undefined): GuardError {
    return new GuardError('cancelled', this.name, 'the caller gave up', { cause: signal?.reason });
  }

  #circuitOpen(): GuardError {
    this.#reject();
    return new GuardError('circuit-open', this.name, 'failed too often; calls are turned away for now');
  }

  #mayTryAgain(): boolean {
    return Date.now() - this.#openedAt >= this.#settings.recoveryTimeoutMs;
  }

  #countsAgainst(error: unknown): boolean {
    if (error instanceof GuardError && error.dependency === this.name) return error.code === 'timed-out';
    return this.#settings.isFailure(error);
  }

  #outcomeOf(error: unknown): Outcome {
    if (error instanceof GuardError && error.dependency === this.name)
      return error.code === 'timed-out' ? 'timeout' : 'cancelled';
    return this.#settings.isFailure(error) ? 'failure' : 'success';
  }

  #count(outcome: Outcome, began: number, breaker: Breaker): void {
    this.#settings.observe({ kind: 'attempt', name: this.name, outcome, seconds: (performance.now() - began) / 1000 });
    if (breaker !== this.#breaker) return;
    if (outcome === 'success') this.#countAnswer(breaker);
    if (outcome !== 'failure' && outcome !== 'timeout') return;
    this.#failures += 1;
    this.#lastFailure = new Date();
  }

  /** An error that does not count is an answer too; the policy leaves its count of failures as it is then. */
  #countAnswer({ policy, consecutive }: Breaker): void {
    this.#successes += 1;
    if (policy.state === Circuit.Closed) consecutive.state = 0;
  }

  #reject(): void {
    this.#rejections += 1;
    this.#settings.observe({ kind: 'attempt', name: this.name, outcome: 'rejected', seconds: 0 });
  }
}
