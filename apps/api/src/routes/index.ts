import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { apiReference } from './api-reference.ts';
import { asyncApi } from './asyncapi.ts';
import { sendBatch } from './batch.ts';
import { brokerAlerts } from './broker-alerts.ts';
import { brokerHealth } from './broker-health.ts';
import { brokerMetrics } from './broker-metrics.ts';
import { brokerPrometheus } from './broker-prometheus.ts';
import { cancelNotification } from './cancel.ts';
import { readNotification } from './detail.ts';
import { guide, interactiveReference } from './documentation.ts';
import { documentationScript } from './documentation-script.ts';
import { errorsDocumentation } from './errors-page.ts';
import { readHistory } from './history.ts';
import { pauseLane, resumeLane } from './lanes.ts';
import { listNotifications } from './list.ts';
import { liveness } from './livez.ts';
import { processMetrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import { cancelMany, redriveMany } from './operations-file.ts';
import { readOperation } from './operations-read.ts';
import { pageScript } from './page-script.ts';
import { ping } from './ping.ts';
import { createUserPreferences } from './preferences-create.ts';
import { mergeUserPreferences } from './preferences-merge.ts';
import { readUserPreferences } from './preferences-read.ts';
import { replaceUserPreferences } from './preferences-replace.ts';
import { previewNotification } from './preview.ts';
import { listQuarantined, releaseQuarantined } from './quarantine.ts';
import { readiness } from './readyz.ts';
import { resolveNotification } from './resolve.ts';
import { retryNotification } from './retry.ts';
import { greeting } from './root.ts';
import { sendNotification } from './send.ts';

/** Every route of the API: the index of this package. */
export const endpointsOf = (
  context: ApiContext,
  document: () => OpenApiDocument,
): readonly Endpoint[] => [
  sendNotification(context),
  sendBatch(context),
  previewNotification(context),
  listNotifications(context),
  readNotification(context),
  cancelNotification(context),
  readHistory(context),

  createUserPreferences(context),
  readUserPreferences(context),
  replaceUserPreferences(context),
  mergeUserPreferences(context),

  retryNotification(context),
  resolveNotification(context),
  redriveMany(context),
  cancelMany(context),
  readOperation(context),
  pauseLane(context),
  resumeLane(context),
  listQuarantined(context),
  releaseQuarantined(context),
  brokerHealth(context),
  brokerMetrics(context),
  brokerPrometheus(context),
  brokerAlerts(context),
  liveness(),
  readiness(context),
  processMetrics(context),

  greeting(context),
  ping(),
  guide(context),
  interactiveReference(),
  documentationScript(),
  pageScript(),
  apiReference(document),
  errorsDocumentation(),
  openApi(document),
  asyncApi(context),
];
