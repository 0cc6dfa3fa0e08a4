import type { ReactNode } from 'react';
import { Body, Container, Head, Html, Section, Text } from 'react-email';
import type { TemplateContext } from '../template.ts';
import { preheaderPad } from './preheader.ts';
import { styleSheet } from './style-sheet.ts';
import { light, tokens } from './tokens.ts';

interface ShellProps {
  readonly context: TemplateContext;
  /** The document's title, which screen readers announce. */
  readonly title: string;
  /** What the inbox shows after the subject. */
  readonly preheader: string;
  /** Why this person gets this mail, in a sentence or two. */
  readonly reason: string;
  readonly children: ReactNode;
}

/** The frame of every React Email mail: head, mark, card and the reason below it. */
export const Shell = ({ context, title, preheader, reason, children }: ShellProps) => (
  <Html lang="en" dir="ltr">
    <Head>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <title>{title}</title>
      {/* The sheet is ours and constant; React would escape the selectors' ">". */}
      <style dangerouslySetInnerHTML={{ __html: styleSheet() }} />
    </Head>
    <Body className="pr-page" style={pageStyle}>
      <div style={preheaderStyle}>{preheader + preheaderPad}</div>
      <Container style={{ maxWidth: tokens.columnWidth, width: '100%' }}>
        <Masthead context={context} />
        <Section className="pr-card" tdClassName="pr-pad" style={cardStyle}>
          {children}
        </Section>
        <Text className="pr-muted" style={reasonStyle}>
          {reason}
        </Text>
      </Container>
    </Body>
  </Html>
);

const Masthead = ({ context }: { readonly context: TemplateContext }) => (
  <table role="presentation" cellPadding={0} cellSpacing={0} border={0} style={mastheadStyle}>
    <tbody>
      <tr>
        <td style={markCellStyle} aria-hidden="true">
          <div className="pr-mark" style={markStyle}>
            {context.service_initial}
          </div>
        </td>
        <td className="pr-ink" style={nameStyle}>
          {context.service_name}
        </td>
      </tr>
    </tbody>
  </table>
);

const pageStyle = {
  margin: 0,
  padding: '32px 12px 40px',
  backgroundColor: light.page,
  fontFamily: tokens.fontFamily,
  WebkitTextSizeAdjust: '100%',
} as const;

const preheaderStyle = {
  display: 'none',
  fontSize: 1,
  lineHeight: '1px',
  maxHeight: 0,
  maxWidth: 0,
  opacity: 0,
  overflow: 'hidden',
} as const;

const cardStyle = {
  backgroundColor: light.card,
  border: `1px solid ${light.line}`,
  borderRadius: tokens.radius,
  borderCollapse: 'separate',
  padding: '40px 44px',
} as const;

const mastheadStyle = { margin: '0 0 20px 4px' } as const;

const markCellStyle = { width: 32, verticalAlign: 'top' } as const;

const markStyle = {
  fontFamily: tokens.fontFamily,
  width: 32,
  height: 32,
  borderRadius: 9,
  backgroundColor: light.accent,
  color: light.onAccent,
  fontSize: 17,
  fontWeight: 700,
  lineHeight: '32px',
  textAlign: 'center',
} as const;

const nameStyle = {
  fontFamily: tokens.fontFamily,
  wordBreak: 'break-word',
  paddingLeft: 11,
  color: light.ink,
  fontSize: 16,
  fontWeight: 600,
  lineHeight: '24px',
  verticalAlign: 'middle',
} as const;

const reasonStyle = {
  fontFamily: tokens.fontFamily,
  wordBreak: 'break-word',
  margin: '22px 4px 0',
  color: light.muted,
  fontSize: 13,
  lineHeight: '20px',
} as const;
