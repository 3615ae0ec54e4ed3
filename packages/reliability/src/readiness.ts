import { type HealthStatus, type Status, worstStatus } from './health-status.ts';

/** One dependency of a service. Without a critical one the service is of no use and says that it is not ready. */
export interface Dependency {
  readonly critical: boolean;
  health(): HealthStatus;
}

export interface DependencyHealth extends HealthStatus {
  readonly critical: boolean;
}

/** `starting` until told otherwise; `stopping` is final. */
export type Phase = 'starting' | 'running' | 'stopping';

/** What `/health/ready` answers. */
export interface Readiness {
  readonly ready: boolean;
  readonly phase: Phase;
  /** The worst of all dependencies, critical or not. */
  readonly status: Status;
  /** Why it is not ready, in words for people; empty when it is. */
  readonly reasons: readonly string[];
  readonly dependencies: readonly DependencyHealth[];
  readonly timestamp: string;
}

/** What `/health/live` answers. It asks no dependency: restarting a process mends none of them. */
export interface Liveness {
  readonly alive: true;
  readonly phase: Phase;
  readonly uptimeSeconds: number;
  readonly timestamp: string;
}

export interface ServiceHealth {
  live(): Liveness;
  ready(): Readiness;
  markRunning(): void;
  /** From now on not ready, whatever the dependencies do: what routes requests here has to look elsewhere. */
  markStopping(): void;
}

/** Joins the health of all dependencies of one service. */
export function createServiceHealth(dependencies: readonly Dependency[]): ServiceHealth {
  let phase: Phase = 'starting';
  const began = performance.now();
  return {
    live: () => ({
      alive: true,
      phase,
      uptimeSeconds: Math.round(performance.now() - began) / 1000,
      timestamp: new Date().toISOString(),
    }),
    ready: () => joinReadiness(phase, dependencies),
    markRunning: () => {
      if (phase === 'starting') phase = 'running';
    },
    markStopping: () => {
      phase = 'stopping';
    },
  };
}

function joinReadiness(phase: Phase, dependencies: readonly Dependency[]): Readiness {
  const states = dependencies.map(({ critical, health }) => ({ ...health(), critical }));
  const reasons = states.filter(({ critical, status }) => critical && status !== 'healthy').map(describe);
  if (phase !== 'running') reasons.unshift(`the service is ${phase}`);
  return {
    ready: reasons.length === 0,
    phase,
    status: worstStatus(states.map(({ status }) => status)),
    reasons,
    dependencies: states,
    timestamp: new Date().toISOString(),
  };
}

function describe({ name, status }: HealthStatus): string {
  return `${name} is ${status}`;
}
