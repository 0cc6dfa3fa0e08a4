export { type Batcher, type BatcherOptions, createBatcher, type Settled } from './batcher.ts';
export type {
  Config,
  ConfigBeforeServers,
  ConfigOf,
  DatabaseConfig,
  EmailConfig,
  Listening,
} from './config/config.ts';
export { ConfigError, type Problem } from './config/config-error.ts';
export { renderEnvExample } from './config/env-example.ts';
export { isLoopback } from './config/loopback.ts';
export { parseConfig } from './config/parse.ts';
export type { ProviderName } from './config/providers.ts';
export { type Role, roles } from './config/role.ts';
export type { Sender } from './config/sender.ts';
export type { Environment } from './config/values.ts';
export { type ConfigVariable, configVariables, type VariableName } from './config/variables.ts';
export { type Servers, withServers } from './config/with-servers.ts';
export { DeadlineError, withDeadline } from './deadline.ts';
export { createFailPoints, type FailPoint, type FailPoints } from './fail-points.ts';
export { type HealthOptions, healthRoutes } from './health.ts';
export { type Heartbeat, type HeartbeatOptions, startHeartbeat } from './heartbeat.ts';
export { type HttpServer, type HttpServerOptions, serveHttp } from './http-server.ts';
export { createLog, type Log, type LogOptions } from './log.ts';
export { type Loop, type LoopOptions, startLoop } from './loop.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { startOps } from './ops-server.ts';
export { type Probe, probe, probeTimeoutMs, type Readiness, readinessOf } from './probe.ts';
export { exitCodes, type ProcessSurface } from './process-surface.ts';
export { type RoleDefinition, runRole, type StartContext, type Started } from './run-role.ts';
export { runTask } from './run-task.ts';
export { createStopper, type Stopper, startParts } from './stopper.ts';
export { threadOf } from './thread-of.ts';
export {
  childTraceparent,
  formatTraceparent,
  parseTraceparent,
  type Traceparent,
} from './traceparent.ts';
export { acceptTraced } from './tracing/accept-traced.ts';
export { within } from './tracing/traced.ts';
export type { Span, Tracing } from './tracing/tracing.ts';
export { postroomVersion } from './version.ts';
export { type WaitForOptions, waitFor } from './wait-for.ts';
