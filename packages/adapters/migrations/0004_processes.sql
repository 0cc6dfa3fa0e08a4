CREATE TABLE "processes" (
	"id" text PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"lanes" text[] NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"beat_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"sight" jsonb NOT NULL,
	CONSTRAINT "processes_role" CHECK ("processes"."role" in ('api', 'relay', 'bridge', 'worker', 'dashboard'))
);
