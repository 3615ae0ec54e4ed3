/** `recovering` while one call tries a dependency whose circuit was open; `degraded` while its circuit is open. */
export type Status = 'healthy' | 'recovering' | 'degraded';

export type CircuitState = 'closed' | 'half_open' | 'open';

/** What is known of one dependency at one moment. Times are ISO 8601 in UTC. */
export interface HealthStatus {
  readonly name: string;
  readonly status: Status;
  readonly circuitState: CircuitState;
  /** Whether a call would be let through now. */
  readonly canExecute: boolean;
  /** Failures in a row: at the threshold the circuit opens. */
  readonly failureCount: number;
  /** Calls answered since the last reset. */
  readonly successfulCalls: number;
  /** Calls failed since the last reset. */
  readonly failedCalls: number;
  /** Calls turned away since the last reset: circuit open, or bulkhead full. */
  readonly rejectedCalls: number;
  readonly failureThreshold: number;
  /** Seconds until an open circuit lets one call through. */
  readonly recoveryTimeout: number;
  readonly lastFailureTime: string | null;
  readonly timestamp: string;
}

const severity: Readonly<Record<Status, number>> = { healthy: 0, recovering: 1, degraded: 2 };

/** The worst of the given; `healthy` of none. */
export function worstStatus(statuses: Iterable<Status>): Status {
  let worst: Status = 'healthy';
  for (const status of statuses) if (severity[status] > severity[worst]) worst = status;
  return worst;
}

export function statusOfCircuit(state: CircuitState): Status {
  if (state === 'open') return 'degraded';
  return state === 'half_open' ? 'recovering' : 'healthy';
}
