import type { ReactNode } from 'react';
import { Button, Heading, Hr, Link, Section, Text } from 'react-email';
import { linkOrNothing } from '../link.ts';
import { light, tokens } from './tokens.ts';

interface Children {
  readonly children: ReactNode;
}

export const Title = ({ children }: Children) => (
  <Heading as="h1" className="pr-ink pr-title" style={titleStyle}>
    {children}
  </Heading>
);

export const Paragraph = ({ children }: Children) => (
  <Text className="pr-ink" style={paragraphStyle}>
    {children}
  </Text>
);

/** What may be read later or never: smaller and lighter, but held to the same contrast. */
export const FinePrint = ({ children }: Children) => (
  <Text className="pr-muted" style={finePrintStyle}>
    {children}
  </Text>
);

/** The one thing to do. Its whole face is the link, in Outlook too. */
export const Action = ({ href, children }: Children & { readonly href: string }) => (
  <Button className="pr-button" href={linkOrNothing(href)} style={buttonStyle}>
    {children}
  </Button>
);

/** The same link spelt out, for those whose mail app shows no button or who want to see it first. */
export const SpeltOut = ({ href }: { readonly href: string }) => (
  <Text className="pr-muted" style={speltOutStyle}>
    <Link className="pr-link" href={linkOrNothing(href)} style={linkStyle}>
      {href}
    </Link>
  </Text>
);

/** What the mail is about, set apart. Line breaks are kept. */
export const Notice = ({ children }: Children) => (
  <Section className="pr-tint pr-warning" style={noticeStyle}>
    <Text className="pr-ink" dir="auto" style={noticeTextStyle}>
      {children}
    </Text>
  </Section>
);

interface FactsProps {
  /** Pairs of a name and a value. */
  readonly facts: readonly (readonly [string, string])[];
}

/** A short list of names and values; nothing when there are none. */
export const Facts = ({ facts }: FactsProps) =>
  facts.length === 0 ? null : (
    <table role="presentation" cellPadding={0} cellSpacing={0} border={0} style={factsStyle}>
      <tbody>
        {facts.map(([name, value]) => (
          <tr key={name}>
            <td className="pr-muted" style={factNameStyle}>
              {name}
            </td>
            <td className="pr-ink" style={factStyle}>
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );

export const Rule = () => <Hr className="pr-line" style={ruleStyle} />;

const titleStyle = {
  fontFamily: tokens.fontFamily,
  wordBreak: 'break-word',
  margin: '0 0 20px',
  color: light.ink,
  fontSize: 28,
  fontWeight: 700,
  letterSpacing: '-0.02em',
  lineHeight: '36px',
} as const;

const paragraphStyle = {
  fontFamily: tokens.fontFamily,
  wordBreak: 'break-word',
  margin: '0 0 16px',
  color: light.ink,
  fontSize: 16,
  lineHeight: '26px',
} as const;

const finePrintStyle = {
  fontFamily: tokens.fontFamily,
  wordBreak: 'break-word',
  margin: 0,
  color: light.muted,
  fontSize: 14,
  lineHeight: '22px',
} as const;

const buttonStyle = {
  fontFamily: tokens.fontFamily,
  margin: '12px 0 8px',
  padding: '15px 28px',
  borderRadius: 10,
  backgroundColor: light.accent,
  color: light.onAccent,
  fontSize: 16,
  fontWeight: 600,
} as const;

const speltOutStyle = {
  ...finePrintStyle,
  margin: '6px 0 0',
  fontFamily: tokens.monoFamily,
  fontSize: 13,
  wordBreak: 'break-all',
} as const;

const linkStyle = { color: light.accent, textDecoration: 'underline' } as const;

const noticeStyle = {
  margin: '4px 0 20px',
  backgroundColor: light.tint,
  borderLeft: `4px solid ${light.warning}`,
  borderRadius: 6,
  borderCollapse: 'separate',
  padding: '16px 20px',
} as const;

const noticeTextStyle = { ...paragraphStyle, margin: 0, fontWeight: 600, whiteSpace: 'pre-line' };

const factsStyle = { margin: '0 0 20px' } as const;

const factNameStyle = {
  fontFamily: tokens.fontFamily,
  padding: '3px 20px 3px 0',
  color: light.muted,
  fontSize: 14,
  lineHeight: '22px',
  verticalAlign: 'top',
  whiteSpace: 'nowrap',
} as const;

const factStyle = {
  fontFamily: tokens.fontFamily,
  padding: '3px 0',
  color: light.ink,
  fontSize: 14,
  lineHeight: '22px',
  wordBreak: 'break-word',
} as const;

const ruleStyle = {
  margin: '28px 0 22px',
  border: 0,
  borderTop: `1px solid ${light.line}`,
} as const;
