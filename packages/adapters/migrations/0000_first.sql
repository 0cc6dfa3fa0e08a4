CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"secret_sha256" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"test" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_digest" CHECK (length("api_keys"."secret_sha256") = 32)
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "attempts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"notification_id" uuid NOT NULL,
	"redrive" integer NOT NULL,
	"provider" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"outcome" text NOT NULL,
	"code" text,
	"detail" text,
	"provider_id" text,
	"template_hash" text,
	CONSTRAINT "attempts_notification_id_id_pk" PRIMARY KEY("notification_id","id"),
	CONSTRAINT "attempts_outcome" CHECK ("attempts"."outcome" in ('accepted', 'rejected', 'ambiguous'))
) PARTITION BY RANGE ("notification_id");
--> statement-breakpoint
CREATE TABLE "attempts_default" PARTITION OF "attempts" DEFAULT;
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"principal" text NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"answer" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_principal_route_key_pk" PRIMARY KEY("principal","route","key")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_source_event_id_pk" PRIMARY KEY("source","event_id")
);
--> statement-breakpoint
CREATE TABLE "lane_controls" (
	"queue" text PRIMARY KEY NOT NULL,
	"paused" boolean NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lane_controls_queue" CHECK ("lane_controls"."queue" in ('critical', 'standard', 'bulk'))
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"queue" text NOT NULL,
	"status" text NOT NULL,
	"source" text NOT NULL,
	"user_id" text,
	"recipient_email" text NOT NULL,
	"subject" text,
	"template" text NOT NULL,
	"html" text,
	"variables" jsonb NOT NULL,
	"sensitive" text[] NOT NULL,
	"variables_erased" boolean DEFAULT false NOT NULL,
	"locale" text,
	"tags" jsonb NOT NULL,
	"reply_to" text,
	"correlation_id" text NOT NULL,
	"traceparent" text,
	"test" boolean NOT NULL,
	"redrive" integer DEFAULT 0 NOT NULL,
	"dispatch" integer DEFAULT 1 NOT NULL,
	"claim" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"maybe_sent" boolean DEFAULT false NOT NULL,
	"provider" text,
	"provider_id" text,
	"template_hash" text,
	"sent_subject" text,
	"worker" text,
	"lease_until" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone,
	"send_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"reason_code" text,
	"reason_detail" text,
	"error_code" text,
	"delivery" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notifications_status" CHECK ("notifications"."status" in ('scheduled', 'queued', 'sending', 'retry_wait', 'sent', 'failed', 'unknown', 'cancelled', 'suppressed', 'expired')),
	CONSTRAINT "notifications_queue" CHECK ("notifications"."queue" in ('critical', 'standard', 'bulk')),
	CONSTRAINT "notifications_counters" CHECK ("notifications"."redrive" >= 0 and "notifications"."dispatch" >= 1 and "notifications"."claim" >= 0 and "notifications"."attempts" >= 0),
	CONSTRAINT "notifications_sending_has_lease" CHECK (("notifications"."status" = 'sending') = ("notifications"."lease_until" is not null)),
	CONSTRAINT "notifications_delivery" CHECK ("notifications"."delivery" in ('delivered', 'bounced', 'complained'))
) PARTITION BY RANGE ("id");
--> statement-breakpoint
CREATE TABLE "notifications_default" PARTITION OF "notifications" DEFAULT;
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"destination" text NOT NULL,
	"notification_id" uuid,
	"dispatch" integer,
	"event" jsonb,
	"available_at" timestamp (3) with time zone NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"quarantined_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_destination" CHECK ("outbox"."destination" in ('critical', 'standard', 'bulk', 'exchange')),
	CONSTRAINT "outbox_payload" CHECK (case "outbox"."destination" when 'exchange' then "outbox"."event" is not null else "outbox"."notification_id" is not null and "outbox"."dispatch" is not null end)
);
--> statement-breakpoint
CREATE TABLE "preferences" (
	"user_id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"email_key" text GENERATED ALWAYS AS (lower(email)) STORED NOT NULL,
	"choices" jsonb NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "preferences_version" CHECK ("preferences"."version" >= 1)
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"address" text PRIMARY KEY NOT NULL,
	"category" text NOT NULL,
	"reason" text NOT NULL,
	"source" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "suppressions_address" CHECK ("suppressions"."address" = lower("suppressions"."address")),
	CONSTRAINT "suppressions_category" CHECK ("suppressions"."category" in ('all', 'transactional', 'marketing'))
);
--> statement-breakpoint
CREATE TABLE "timeline" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "timeline_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"notification_id" uuid NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"event" text NOT NULL,
	"detail" text NOT NULL,
	CONSTRAINT "timeline_notification_id_id_pk" PRIMARY KEY("notification_id","id")
) PARTITION BY RANGE ("notification_id");
--> statement-breakpoint
CREATE TABLE "timeline_default" PARTITION OF "timeline" DEFAULT;
--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_age" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "inbox_by_age" ON "inbox" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "notifications_by_user" ON "notifications" USING btree ("user_id","id") WHERE "notifications"."user_id" is not null;--> statement-breakpoint
CREATE INDEX "notifications_unfinished" ON "notifications" USING btree ("queue","id") WHERE "notifications"."status" in ('scheduled', 'queued', 'retry_wait', 'sending');--> statement-breakpoint
CREATE INDEX "notifications_by_lease" ON "notifications" USING btree ("lease_until") WHERE "notifications"."status" = 'sending';--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("destination","available_at","id") WHERE "outbox"."quarantined_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_jobs" ON "outbox" USING btree ("notification_id") WHERE "outbox"."dispatch" is not null;--> statement-breakpoint
CREATE INDEX "outbox_quarantined" ON "outbox" USING btree ("quarantined_at") WHERE "outbox"."quarantined_at" is not null;--> statement-breakpoint
CREATE INDEX "preferences_by_address" ON "preferences" USING btree ("email_key");