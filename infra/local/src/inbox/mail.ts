import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';

/** A mail as it came in: what the envelope said, and the bytes. */
export type Mail = {
  /** Counts up from 1 in the order of arrival, in decimal. */
  readonly id: string;
  readonly receivedAt: Date;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
};

/** What a list shows of a mail; times are RFC 3339, sizes bytes. */
export type Summary = {
  readonly id: string;
  readonly received_at: string;
  /** The header's sender with its name, the envelope's when there is none. */
  readonly from: string;
  /** The envelope's recipients. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly size: number;
};

export type Detail = Summary & {
  /** By lower-case name, unfolded, encoded words as they are; a repeated header has a line each. */
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string | null;
  readonly text: string | null;
  readonly raw: string;
  readonly attachments: readonly {
    readonly filename: string | null;
    readonly content_type: string;
    readonly size: number;
  }[];
};

/** Parses the headers alone: a list of hundreds must not decode hundreds of bodies. */
export async function summarize(mail: Mail): Promise<Summary> {
  const end = mail.raw.indexOf('\r\n\r\n');
  const head = end === -1 ? mail.raw : mail.raw.subarray(0, end + 4);
  return toSummary(mail, await simpleParser(head));
}

export async function describe(mail: Mail): Promise<Detail> {
  const parsed = await simpleParser(mail.raw, { skipTextToHtml: true, skipImageLinks: false });
  const headers: Record<string, string> = {};
  for (const { key, line } of parsed.headerLines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replaceAll(/\r?\n(?=[ \t])/g, '')
      .trim();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}\n${value}`;
  }
  return {
    ...toSummary(mail, parsed),
    headers,
    html: parsed.html || null,
    text: parsed.text ?? null,
    raw: mail.raw.toString('utf8'),
    attachments: parsed.attachments.map(({ filename, contentType, size }) => ({
      filename: filename ?? null,
      content_type: contentType,
      size,
    })),
  };
}

function toSummary(mail: Mail, parsed: ParsedMail): Summary {
  return {
    id: mail.id,
    received_at: mail.receivedAt.toISOString(),
    from: addressText(parsed.from) || mail.from,
    to: mail.to,
    subject: parsed.subject ?? '',
    size: mail.raw.length,
  };
}

function addressText(address: AddressObject | undefined): string {
  return address?.text ?? '';
}
