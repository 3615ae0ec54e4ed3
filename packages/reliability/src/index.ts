export { GuardError, type GuardErrorCode } from './errors.ts';
export { type Attempt, createGuard, type Guard, type RunOptions } from './guard.ts';
export { type CircuitState, type HealthStatus, type Status, worstStatus } from './health-status.ts';
export type { BulkheadOptions, GuardEvent, GuardOptions, Outcome, RetryOptions } from './options.ts';
export { createGuardMetrics, type GuardMetrics } from './prometheus.ts';
export {
  createServiceHealth,
  type Dependency,
  type DependencyHealth,
  type Liveness,
  type Phase,
  type Readiness,
  type ServiceHealth,
} from './readiness.ts';
