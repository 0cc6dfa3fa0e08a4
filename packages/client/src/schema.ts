// Made from /openapi.json by apps/api/src/openapi/client-types.test.ts; never edited by hand.

export interface Accepted {
  readonly notification_id: string;
  readonly status: 'queued' | 'scheduled';
}

export interface Attempt {
  readonly number: number;
  readonly provider: string;
  /** When the provider was called. */
  readonly started_at: string;
  readonly duration_ms: number;
  readonly outcome: 'accepted' | 'rejected' | 'ambiguous';
  readonly code: string | null;
  readonly detail: string | null;
  readonly provider_id: string | null;
}

export interface CancelMany {
  /** At least one field. All that are given must hold. */
  readonly filter: {
    /** Default: scheduled, queued, retry_wait. */
    readonly status?:
      | 'scheduled'
      | 'queued'
      | 'retry_wait'
      | readonly ('scheduled' | 'queued' | 'retry_wait')[]
      | undefined;
    readonly type?: string | undefined;
    readonly queue?: 'critical' | 'standard' | 'bulk' | undefined;
    /** Who handed it in. */
    readonly source?: string | undefined;
    /** Whose it is. */
    readonly userid?: string | undefined;
    /** Compared without case. */
    readonly recipient_email?: string | undefined;
    /** As `name:value`. */
    readonly tag?: string | undefined;
    /** Why it failed. */
    readonly error_code?: string | undefined;
    /** Accepted at or after. */
    readonly since?: string | undefined;
    /** Accepted before. */
    readonly until?: string | undefined;
  };
  /** Count only. Default false. */
  readonly dry_run?: boolean | undefined;
}

export interface History {
  readonly notifications: readonly HistoryItem[];
  /** For the next page; null on the last one. */
  readonly next_cursor: string | null;
}

export interface HistoryItem {
  readonly notification_id: string;
  readonly notification_type: string;
  readonly recipient_email: string;
  readonly subject: string | null;
  /** The template's name, or the caller's own HTML. */
  readonly content: string;
  /** Secret values are covered by `***`. */
  readonly template_vars: { readonly [name: string]: unknown };
  readonly status:
    | 'scheduled'
    | 'queued'
    | 'sending'
    | 'retry_wait'
    | 'unknown'
    | 'failed'
    | 'expired'
    | 'sent'
    | 'cancelled'
    | 'suppressed';
  /** Attempts after the first. */
  readonly retry_count: number;
  /** When it was accepted. */
  readonly created_at: string;
  /** When its state last changed. */
  readonly updated_at: string;
}

export interface MergedPreferences {
  readonly notification_email?: string | undefined;
  readonly preferences?:
    | {
        readonly email_verification?: boolean | undefined;
        readonly password_reset?: boolean | undefined;
        readonly security_alert?: boolean | undefined;
        readonly welcome?: boolean | undefined;
        readonly order_confirmation?: boolean | undefined;
        readonly marketing?: boolean | undefined;
      }
    | undefined;
}

export interface NewPreferences {
  readonly notification_email: string;
  readonly preferences?:
    | {
        readonly email_verification?: boolean | undefined;
        readonly password_reset?: boolean | undefined;
        readonly security_alert?: boolean | undefined;
        readonly welcome?: boolean | undefined;
        readonly order_confirmation?: boolean | undefined;
        readonly marketing?: boolean | undefined;
      }
    | undefined;
  readonly userid?: string | undefined;
}

export interface Notification {
  readonly notification_id: string;
  readonly notification_type: string;
  readonly recipient_email: string;
  readonly subject: string | null;
  /** The template's name, or the caller's own HTML. */
  readonly content: string;
  /** Secret values are covered by `***`. */
  readonly template_vars: { readonly [name: string]: unknown };
  readonly status:
    | 'scheduled'
    | 'queued'
    | 'sending'
    | 'retry_wait'
    | 'unknown'
    | 'failed'
    | 'expired'
    | 'sent'
    | 'cancelled'
    | 'suppressed';
  /** Attempts after the first. */
  readonly retry_count: number;
  /** When it was accepted. */
  readonly created_at: string;
  /** When its state last changed. */
  readonly updated_at: string;
  readonly userid: string | null;
  readonly source: string;
  readonly test: boolean;
  readonly tags: { readonly [name: string]: string };
  readonly correlation_id: string;
  /** The trace it was handed in under (W3C); null when there was none. */
  readonly traceparent: string | null;
  readonly delivery: 'delivered' | 'bounced' | 'complained' | null;
  /** A hand-off got no answer. */
  readonly maybe_sent: boolean;
  /** Why it stands where it stands. */
  readonly reason: {
    readonly code: string;
    readonly detail: string;
  } | null;
  /** When it is to be sent; null: at once. */
  readonly send_at: string | null;
  /** From then on it is never sent. */
  readonly expires_at: string;
  /** While it waits for a retry. */
  readonly next_attempt_at: string | null;
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly {
    /** In order. */
    readonly at: string;
    readonly event: string;
    readonly detail: string;
  }[];
}

export interface Operation {
  readonly operation_id: string;
  readonly kind: 'redrive' | 'cancel';
  readonly status: 'waiting' | 'running' | 'ended';
  /** How many there were when it was asked for. */
  readonly count: number;
  readonly done: number;
  /** Reason to number: an error code, or `changed` for those that were sent, cancelled or taken up otherwise before their turn. At the end `count` is `done` and all of these. */
  readonly skipped: { readonly [name: string]: number };
  /** As it was asked for, with the states that are touched. */
  readonly filter: { readonly [name: string]: unknown };
  readonly requested_by: string;
  /** When it was asked for. */
  readonly created_at: string;
  /** When it last came further. */
  readonly updated_at: string;
  /** When it ended; null before. */
  readonly ended_at: string | null;
}

export interface OperationCount {
  readonly dry_run: boolean;
  readonly count: number;
}

export interface OperationFiled {
  readonly operation_id: string;
  readonly kind: 'redrive' | 'cancel';
  readonly status: 'waiting' | 'running' | 'ended';
  /** How many there were when it was asked for. */
  readonly count: number;
}

export interface Preferences {
  readonly userid: string;
  readonly notification_email: string;
  /** Every type, chosen or by default. */
  readonly preferences: { readonly [name: string]: boolean };
  /** When they were made. */
  readonly created_at: string;
  /** When they last changed. */
  readonly updated_at: string;
}

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly correlation_id: string;
  readonly errors: readonly {
    readonly pointer?: string | undefined;
    readonly parameter?: string | undefined;
    readonly header?: string | undefined;
    readonly code: string;
    readonly detail: string;
  }[];
}

export interface RedriveMany {
  /** At least one field. All that are given must hold. */
  readonly filter: {
    /** Default: failed, expired. */
    readonly status?:
      | 'unknown'
      | 'failed'
      | 'expired'
      | readonly ('unknown' | 'failed' | 'expired')[]
      | undefined;
    readonly type?: string | undefined;
    readonly queue?: 'critical' | 'standard' | 'bulk' | undefined;
    /** Who handed it in. */
    readonly source?: string | undefined;
    /** Whose it is. */
    readonly userid?: string | undefined;
    /** Compared without case. */
    readonly recipient_email?: string | undefined;
    /** As `name:value`. */
    readonly tag?: string | undefined;
    /** Why it failed. */
    readonly error_code?: string | undefined;
    /** Accepted at or after. */
    readonly since?: string | undefined;
    /** Accepted before. */
    readonly until?: string | undefined;
  };
  /** Count only. Default false. */
  readonly dry_run?: boolean | undefined;
}

export interface ReplacedPreferences {
  readonly notification_email?: string | undefined;
  readonly preferences: {
    readonly email_verification?: boolean | undefined;
    readonly password_reset?: boolean | undefined;
    readonly security_alert?: boolean | undefined;
    readonly welcome?: boolean | undefined;
    readonly order_confirmation?: boolean | undefined;
    readonly marketing?: boolean | undefined;
  };
}

/** Asks a person to confirm that an address is theirs. Subject: “Please verify your email address”. Lane: critical. On by default. */
export interface SendEmailVerification {
  readonly notification_type: 'email_verification';
  readonly template_vars: {
    /** How the mail addresses the person. */
    readonly username: string;
    /** Where the address is verified. */
    readonly verification_link: string;
  };
  /** May be absent when `userid` has preferences: then their address. */
  readonly recipient_email?: string | undefined;
  /** Whose preferences count. */
  readonly userid?: string | undefined;
  /** Instead of the type's own. */
  readonly subject?: string | undefined;
  /** BCP 47, such as `en` or `pt-BR`. */
  readonly locale?: string | undefined;
  /** The past means now; at most a year ahead. */
  readonly send_at?: string | undefined;
  /** From then on it is not sent. */
  readonly expires_at?: string | undefined;
  readonly tags?: { readonly [name: string]: string } | undefined;
  readonly reply_to?: string | undefined;
  /** A template's name; default: `email_verification`. */
  readonly content?: string | undefined;
}

/** News and offers, for people who asked for them. Subject: “{headline}”. Lane: bulk. Off by default. */
export interface SendMarketing {
  readonly notification_type: 'marketing';
  readonly template_vars?:
    | {
        /** The title and, unless another is given, the subject. */
        readonly headline: string;
        /** Plain text; line breaks are kept. */
        readonly body: string;
        /** What the button says. */
        readonly cta_label: string;
        /** Where the button leads. */
        readonly cta_link: string;
      }
    | undefined;
  /** May be absent when `userid` has preferences: then their address. */
  readonly recipient_email?: string | undefined;
  /** Whose preferences count. */
  readonly userid?: string | undefined;
  /** Instead of the type's own. */
  readonly subject?: string | undefined;
  /** BCP 47, such as `en` or `pt-BR`. */
  readonly locale?: string | undefined;
  /** The past means now; at most a year ahead. */
  readonly send_at?: string | undefined;
  /** From then on it is not sent. */
  readonly expires_at?: string | undefined;
  readonly tags?: { readonly [name: string]: string } | undefined;
  readonly reply_to?: string | undefined;
  /** A template's name (default: `marketing`), or HTML of your own; then no variables are needed. */
  readonly content?: string | undefined;
}

/** Confirms an order, with its items and the total. Subject: “Your order {order_number}”. Lane: standard. On by default. */
export interface SendOrderConfirmation {
  readonly notification_type: 'order_confirmation';
  readonly template_vars: {
    readonly order_number: string;
    readonly items: readonly {
      readonly name: string;
      readonly quantity: number;
      /** As it shall be shown, without the currency. */
      readonly price: string;
    }[];
    readonly total: string;
    readonly currency: string;
  };
  /** May be absent when `userid` has preferences: then their address. */
  readonly recipient_email?: string | undefined;
  /** Whose preferences count. */
  readonly userid?: string | undefined;
  /** Instead of the type's own. */
  readonly subject?: string | undefined;
  /** BCP 47, such as `en` or `pt-BR`. */
  readonly locale?: string | undefined;
  /** The past means now; at most a year ahead. */
  readonly send_at?: string | undefined;
  /** From then on it is not sent. */
  readonly expires_at?: string | undefined;
  readonly tags?: { readonly [name: string]: string } | undefined;
  readonly reply_to?: string | undefined;
  /** A template's name; default: `order_confirmation`. */
  readonly content?: string | undefined;
}

/** Carries the link under which a person chooses a new password. Subject: “Password reset request”. Lane: critical. On by default. */
export interface SendPasswordReset {
  readonly notification_type: 'password_reset';
  readonly template_vars: {
    /** How the mail addresses the person. */
    readonly username?: string | undefined;
    /** Where a new password is chosen. */
    readonly reset_link: string;
  };
  /** May be absent when `userid` has preferences: then their address. */
  readonly recipient_email?: string | undefined;
  /** Whose preferences count. */
  readonly userid?: string | undefined;
  /** Instead of the type's own. */
  readonly subject?: string | undefined;
  /** BCP 47, such as `en` or `pt-BR`. */
  readonly locale?: string | undefined;
  /** The past means now; at most a year ahead. */
  readonly send_at?: string | undefined;
  /** From then on it is not sent. */
  readonly expires_at?: string | undefined;
  readonly tags?: { readonly [name: string]: string } | undefined;
  readonly reply_to?: string | undefined;
  /** A template's name; default: `password_reset`. */
  readonly content?: string | undefined;
}

/** A notification to one recipient. A field that is null is one that stays away. */
export type SendRequest =
  | SendEmailVerification
  | SendPasswordReset
  | SendSecurityAlert
  | SendWelcome
  | SendOrderConfirmation
  | SendMarketing;

/** Tells a person what happened in their account. Subject: “Security alert”. Lane: critical. On by default. */
export interface SendSecurityAlert {
  readonly notification_type: 'security_alert';
  readonly template_vars: {
    /** How the mail addresses the person. */
    readonly username?: string | undefined;
    /** What happened, in a sentence or a few. */
    readonly alert_message: string;
    /** The address it came from. */
    readonly ip?: string | undefined;
    /** When it happened; without an offset it is UTC. */
    readonly occurred_at?: string | undefined;
  };
  /** May be absent when `userid` has preferences: then their address. */
  readonly recipient_email?: string | undefined;
  /** Whose preferences count. */
  readonly userid?: string | undefined;
  /** Instead of the type's own. */
  readonly subject?: string | undefined;
  /** BCP 47, such as `en` or `pt-BR`. */
  readonly locale?: string | undefined;
  /** The past means now; at most a year ahead. */
  readonly send_at?: string | undefined;
  /** From then on it is not sent. */
  readonly expires_at?: string | undefined;
  readonly tags?: { readonly [name: string]: string } | undefined;
  readonly reply_to?: string | undefined;
  /** A template's name; default: `security_alert`. */
  readonly content?: string | undefined;
}

/** Greets a person whose account has just been opened. Subject: “Welcome to {service_name}”. Lane: standard. On by default. */
export interface SendWelcome {
  readonly notification_type: 'welcome';
  readonly template_vars?:
    | {
        /** How the mail addresses the person. */
        readonly username?: string | undefined;
      }
    | undefined;
  /** May be absent when `userid` has preferences: then their address. */
  readonly recipient_email?: string | undefined;
  /** Whose preferences count. */
  readonly userid?: string | undefined;
  /** Instead of the type's own. */
  readonly subject?: string | undefined;
  /** BCP 47, such as `en` or `pt-BR`. */
  readonly locale?: string | undefined;
  /** The past means now; at most a year ahead. */
  readonly send_at?: string | undefined;
  /** From then on it is not sent. */
  readonly expires_at?: string | undefined;
  readonly tags?: { readonly [name: string]: string } | undefined;
  readonly reply_to?: string | undefined;
  /** A template's name; default: `welcome`. */
  readonly content?: string | undefined;
}

export interface State {
  readonly notification_id: string;
  readonly status:
    | 'scheduled'
    | 'queued'
    | 'sending'
    | 'retry_wait'
    | 'unknown'
    | 'failed'
    | 'expired'
    | 'sent'
    | 'cancelled'
    | 'suppressed';
}
