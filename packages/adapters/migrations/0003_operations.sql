CREATE TABLE "operations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"filter" jsonb NOT NULL,
	"requested_by" text NOT NULL,
	"count" integer NOT NULL,
	"last_id" uuid,
	"cursor" uuid,
	"done" integer DEFAULT 0 NOT NULL,
	"skipped" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "operations_kind" CHECK ("operations"."kind" in ('redrive', 'cancel'))
);
--> statement-breakpoint
CREATE INDEX "operations_open" ON "operations" USING btree ("updated_at") WHERE "operations"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "operations_by_end" ON "operations" USING btree ("ended_at") WHERE "operations"."ended_at" is not null;--> statement-breakpoint
CREATE INDEX "inbox_hashes_by_age" ON "inbox" USING btree ("created_at") WHERE "inbox"."event_id" like 'sha256:%';--> statement-breakpoint
CREATE INDEX "notifications_with_secrets" ON "notifications" USING btree ("updated_at") WHERE "notifications"."status" in ('failed', 'expired', 'unknown') and "notifications"."variables" ?| "notifications"."sensitive";