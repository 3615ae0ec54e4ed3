import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CircuitState } from './health-status.ts';
import type { GuardEvent } from './options.ts';

const states: readonly CircuitState[] = ['closed', 'half_open', 'open'];
const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What guards tell, as Prometheus metrics. */
export interface GuardMetrics {
  /** For a guard's `observe`. */
  readonly observe: (event: GuardEvent) => void;
  /** Shows the circuit as closed before the first call: an alert cannot be tested against a series that is not there. */
  add(name: string): void;
}

/**
 * Registers the metrics `dependency_calls_total`, `dependency_call_seconds`, `dependency_retries_total` and `dependency_circuit`
 * (1 for the state that the circuit is in), labelled by dependency. Counters only rise: resetting a guard leaves them.
 * Names and units: https://prometheus.io/docs/practices/naming/
 */
export function createGuardMetrics(registry: Registry): GuardMetrics {
  const registers = [registry];
  const calls = new Counter({
    name: 'dependency_calls_total',
    help: 'Attempts to call a dependency, by outcome',
    labelNames: ['dependency', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'dependency_call_seconds',
    help: 'What an attempt to call a dependency took',
    labelNames: ['dependency'],
    buckets,
    registers,
  });
  const retries = new Counter({
    name: 'dependency_retries_total',
    help: 'Attempts that were repeated',
    labelNames: ['dependency'],
    registers,
  });
  const circuit = new Gauge({
    name: 'dependency_circuit',
    help: 'State of the circuit breaker: 1 for the one it is in',
    labelNames: ['dependency', 'state'],
    registers,
  });
  const show = (dependency: string, current: CircuitState): void => {
    for (const state of states) circuit.set({ dependency, state }, state === current ? 1 : 0);
  };
  const observe = (event: GuardEvent): void => {
    const dependency = event.name;
    if (event.kind === 'circuit') return show(dependency, event.state);
    if (event.kind === 'retry') return retries.inc({ dependency });
    calls.inc({ dependency, outcome: event.outcome });
    if (event.outcome !== 'rejected') seconds.observe({ dependency }, event.seconds);
  };
  return { observe, add: (name) => show(name, 'closed') };
}
