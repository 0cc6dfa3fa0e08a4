CREATE UNLOGGED TABLE "lane_figures" (
	"queue" text PRIMARY KEY NOT NULL,
	"depth" integer NOT NULL,
	"age_seconds" double precision NOT NULL,
	"counted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNLOGGED TABLE "recipient_counts" (
	"address" text NOT NULL,
	"type" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"accepted" integer NOT NULL,
	CONSTRAINT "recipient_counts_address_type_pk" PRIMARY KEY("address","type")
);
--> statement-breakpoint
CREATE UNLOGGED TABLE "token_buckets" (
	"name" text PRIMARY KEY NOT NULL,
	"full_at" timestamp (6) with time zone NOT NULL,
	"granted" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "recipient_counts_by_age" ON "recipient_counts" USING btree ("started_at");