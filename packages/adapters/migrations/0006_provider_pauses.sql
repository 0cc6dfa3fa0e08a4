CREATE TABLE "provider_pauses" (
	"provider" text PRIMARY KEY NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "maybe_sent_since" timestamp (3) with time zone;